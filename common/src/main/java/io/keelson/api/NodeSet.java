package io.keelson.api;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** How {@link #of} says what it leaves out. */
  private static final Pattern REST =
      Pattern.compile("(?<names>.*?) and (?<count>[0-9]{1,9}) more");

  private static final Pattern GROUP =
      Pattern.compile("(?<before>[^\\[\\],]*)(\\[(?<ranges>[-0-9,]+)](?<after>[^\\[\\],]*))?(,|$)");
  private static final Pattern RANGE =
      Pattern.compile("(?<from>[0-9]{1,9})(-(?<to>[0-9]{1,9}))?(,|$)");

  /** More names than a cluster has nodes are a mistake, or somebody's joke. */
  private static final int MOST = 100_000;

  /**
   * What a folded text stands for.
   *
   * @param more how many names it left out
   */
  public record Expanded(List<String> names, int more) {
    public Expanded {
      names = List.copyOf(names);
    }
  }

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

  /** The names of a text that {@link #of} made; empty when it is none such. */
  public static Optional<Expanded> expand(String folded) {
    Matcher rest = REST.matcher(folded);
    boolean isCut = rest.matches();
    String text = isCut ? rest.group("names") : folded;
    List<String> names = new ArrayList<>();
    Matcher group = GROUP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!group.find(at) || group.start() != at || group.end() == at || !addAll(group, names)) {
        return Optional.empty();
      }
      at = group.end();
    }
    int more = isCut ? Integer.parseInt(rest.group("count")) : 0;
    return Optional.of(new Expanded(names, more));
  }

  private static boolean addAll(Matcher group, List<String> names) {
    String ranges = group.group("ranges");
    if (ranges == null) {
      names.add(group.group("before"));
      return !group.group("before").isEmpty() && names.size() <= MOST;
    }
    Matcher range = RANGE.matcher(ranges);
    int at = 0;
    while (at < ranges.length()) {
      if (!range.find(at) || range.start() != at) {
        return false;
      }
      String from = range.group("from");
      int last = Integer.parseInt(range.group("to") == null ? from : range.group("to"));
      int width = from.startsWith("0") && from.length() > 1 ? from.length() : 0;
      Shape shape = new Shape(group.group("before"), group.group("after"), width);
      if (last - Integer.parseInt(from) >= MOST - names.size()) {
        return false;
      }
      for (int number = Integer.parseInt(from); number <= last; number++) {
        names.add(shape.before + text(shape, number) + shape.after);
      }
      at = range.end();
    }
    return true;
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

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
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
      text.append(text.isEmpty() ? "" : ",").append(cut(one.text));
      left -= one.size;
    }
    return text.toString();
  }
}
