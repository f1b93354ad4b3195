package io.keelson.controller.status;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Node names folded by their last number, as cluster tools write them: {@code node[1-2,5],master}.
 * The largest groups come first.
 */
public final class NodeSet {

  /** Numbers of more digits are part of the name: a hash is no counter. */
  private static final Pattern COUNTED =
      Pattern.compile("(?<before>.*?)(?<number>[0-9]{1,9})(?<after>[^0-9]*)");

  private static final int LONGEST = 1024;

  /**
   * @param width of a number with leading zeros; 0 for one without
   */
  private record Shape(String before, String after, int width) {}

  private record Folded(String text, int size) {}

  private NodeSet() {}

  /** The names in one line of at most some 1,000 characters; what is too much is counted. */
  public static String of(Collection<String> names) {
    Map<Shape, TreeSet<Integer>> counted =
        new TreeMap<>(
            Comparator.comparing(Shape::before)
                .thenComparing(Shape::after)
                .thenComparing(Shape::width));
    List<Folded> folded = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      Matcher matcher = COUNTED.matcher(name);
      if (matcher.matches()) {
        String number = matcher.group("number");
        int width = number.length() > 1 && number.startsWith("0") ? number.length() : 0;
        Shape shape = new Shape(matcher.group("before"), matcher.group("after"), width);
        counted
            .computeIfAbsent(shape, unused -> new TreeSet<>())
            .add(new BigInteger(number).intValueExact());
      } else {
        folded.add(new Folded(name, 1));
      }
    }
    counted.forEach((shape, numbers) -> folded.add(fold(shape, numbers)));
    folded.sort(Comparator.comparing(Folded::size).reversed().thenComparing(Folded::text));
    return joined(folded);
  }

  private static Folded fold(Shape shape, TreeSet<Integer> numbers) {
    if (numbers.size() == 1) {
      return new Folded(shape.before + text(shape, numbers.first()) + shape.after, 1);
    }
    List<String> ranges = new ArrayList<>();
    Integer from = null;
    for (Integer number : numbers) {
      from = from == null ? number : from;
      if (!numbers.contains(number + 1)) {
        ranges.add(
            from.equals(number)
                ? text(shape, number)
                : text(shape, from) + "-" + text(shape, number));
        from = null;
      }
    }
    return new Folded(
        shape.before + "[" + String.join(",", ranges) + "]" + shape.after, numbers.size());
  }

  private static String text(Shape shape, int number) {
    return shape.width == 0
        ? Integer.toString(number)
        : String.format("%0" + shape.width + "d", number);
  }

  private static String joined(List<Folded> folded) {
    StringBuilder text = new StringBuilder();
    int left = folded.stream().mapToInt(Folded::size).sum();
    for (Folded one : folded) {
      if (!text.isEmpty() && text.length() + one.text.length() > LONGEST) {
        return text + " and " + left + " more";
      }
      text.append(text.isEmpty() ? "" : ",").append(Words.cut(one.text, LONGEST));
      left -= one.size;
    }
    return text.toString();
  }
}
