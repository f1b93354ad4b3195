package io.keelson.setting.rules;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a key's value looks like. */
public sealed interface ValueForm {

  /** Whether a value that has passed the general grammar is of this form. */
  boolean fits(String value);

  /** What would be right, in words that follow "is not". */
  String inWords();

  /** Whatever the general grammar takes. */
  record Anything() implements ValueForm {
    @Override
    public boolean fits(String value) {
      return true;
    }

    @Override
    public String inWords() {
      return "a value";
    }
  }

  /**
   * Whole numbers.
   *
   * @param each where each of them may be; at least one
   * @param rising whether none may be lower than the one before
   */
  record Numbers(List<NumberRange> each, boolean rising) implements ValueForm {
    public Numbers {
      each = List.copyOf(each);
    }

    @Override
    public boolean fits(String value) {
      List<String> words = List.of(value.split(" ", -1));
      if (words.size() != each.size() || !words.stream().allMatch(NumberRange::isNumber)) {
        return false;
      }
      List<BigInteger> numbers = words.stream().map(BigInteger::new).toList();
      return IntStream.range(0, each.size()).allMatch(i -> each.get(i).holds(numbers.get(i)))
          && (!rising || isRising(numbers));
    }

    static boolean isRising(List<BigInteger> numbers) {
      return IntStream.range(1, numbers.size())
          .allMatch(i -> numbers.get(i - 1).compareTo(numbers.get(i)) <= 0);
    }

    @Override
    public String inWords() {
      NumberRange first = each.getFirst();
      if (each.size() == 1) {
        return first.isSingle() ? first.least().toString() : "a whole number " + first.inWords();
      }
      boolean alike = new HashSet<>(each).size() == 1;
      return each.size()
          + " whole numbers"
          + (alike ? ", each " + first.inWords() : ": " + listed())
          + (rising ? ", none lower than the one before" : "");
    }

    private String listed() {
      return each.stream().map(NumberRange::inWords).collect(Collectors.joining(", "));
    }
  }

  /**
   * Names, such as {@code bbr}.
   *
   * @param many whether more than one may be given
   */
  record Words(boolean many) implements ValueForm {
    @Override
    public boolean fits(String value) {
      List<String> words = List.of(value.split(" ", -1));
      return (many || words.size() == 1) && words.stream().noneMatch(NumberRange::isNumber);
    }

    @Override
    public String inWords() {
      return many ? "names with one space between" : "one name";
    }
  }

  /** Numbers and ranges, such as {@code 80,8000-8080}. */
  record Listing(NumberRange each) implements ValueForm {
    @Override
    public boolean fits(String value) {
      return NumberList.parse(value)
          .filter(numbers -> numbers.nextSetBit(0) >= each.least().intValueExact())
          .filter(numbers -> numbers.length() - 1 <= each.most().intValueExact())
          .isPresent();
    }

    @Override
    public String inWords() {
      return "a list of numbers " + each.inWords() + ", such as 80,8000-8080";
    }
  }
}
