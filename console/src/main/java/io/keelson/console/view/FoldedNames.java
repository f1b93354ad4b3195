package io.keelson.console.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Node names as a status folds them: {@code node[1-2,5],master and 12 more}.
 *
 * @param text as it stands in the status
 * @param unnamed how many more nodes it counts without naming them
 */
public record FoldedNames(String text, List<Group> groups, int unnamed) {

  private static final Pattern MORE = Pattern.compile("(?<named>.*) and (?<more>[0-9]{1,7}) more");
  private static final Pattern OTHERS =
      Pattern.compile("(?<more>[0-9]{1,7}) nodes? with other details");
  private static final Pattern RANGED =
      Pattern.compile("(?<before>[^\\[\\]]*)\\[(?<ranges>[0-9,-]+)\\](?<after>[^\\[\\]]*)");
  private static final Pattern RANGE = Pattern.compile("(?<low>[0-9]{1,9})(-(?<high>[0-9]{1,9}))?");

  /** Far above any cluster: a text that claims more is not believed. */
  private static final int MOST = 20_000;

  /** One name, or the names that differ by a number. */
  public record Group(String before, String after, int width, List<Range> ranges) {

    boolean contains(String name) {
      if (ranges.isEmpty()) {
        return name.equals(before);
      }
      int numbers = name.length() - before.length() - after.length();
      if (numbers < 1 || numbers > 9 || !name.startsWith(before) || !name.endsWith(after)) {
        return false;
      }
      String digits = name.substring(before.length(), before.length() + numbers);
      if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
      int number = Integer.parseInt(digits);
      return digits.equals(written(number))
          && ranges.stream().anyMatch(one -> one.low <= number && number <= one.high);
    }

    int size() {
      long size = ranges.stream().mapToLong(one -> (long) one.high - one.low + 1).sum();
      return ranges.isEmpty() ? 1 : (int) Math.min(MOST, size);
    }

    void addTo(List<String> names) {
      if (ranges.isEmpty()) {
        names.add(before);
      }
      for (Range range : ranges) {
        for (int number = range.low; number <= range.high && names.size() < MOST; number++) {
          names.add(before + written(number) + after);
        }
      }
    }

    private String written(int number) {
      String digits = Integer.toString(number);
      return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
  }

  /** From low to high, both included. */
  public record Range(int low, int high) {}

  public FoldedNames {
    groups = List.copyOf(groups);
  }

  /** Of any text. */
  public static FoldedNames of(String text) {
    Matcher others = OTHERS.matcher(text);
    if (others.matches()) {
      return new FoldedNames(text, List.of(), Integer.parseInt(others.group("more")));
    }
    Matcher more = MORE.matcher(text);
    boolean cut = more.matches();
    List<Group> groups =
        parts(cut ? more.group("named") : text).stream().map(FoldedNames::group).toList();
    return new FoldedNames(text, groups, cut ? Integer.parseInt(more.group("more")) : 0);
  }

  /** What commas outside brackets part. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean inside = false;
    for (char c : text.toCharArray()) {
      inside = c == '[' || inside && c != ']';
      if (c == ',' && !inside) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    parts.removeIf(String::isEmpty);
    return parts;
  }

  private static Group group(String part) {
    Matcher ranged = RANGED.matcher(part);
    if (!ranged.matches()) {
      return new Group(part, "", 0, List.of());
    }
    List<Range> ranges = new ArrayList<>();
    int width = 0;
    for (String one : ranged.group("ranges").split(",", -1)) {
      Matcher range = RANGE.matcher(one);
      if (!range.matches()) {
        return new Group(part, "", 0, List.of());
      }
      String low = range.group("low");
      String high = range.group("high") == null ? low : range.group("high");
      width = low.startsWith("0") && low.length() > 1 ? low.length() : width;
      ranges.add(new Range(Integer.parseInt(low), Integer.parseInt(high)));
    }
    return new Group(ranged.group("before"), ranged.group("after"), width, ranges);
  }

  /** The names that it tells, at most 20,000. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (Group group : groups) {
      if (names.size() < MOST) {
        group.addTo(names);
      }
    }
    return List.copyOf(names);
  }

  /** Whether this name is among those that it tells. */
  public boolean contains(String name) {
    return groups.stream().anyMatch(group -> group.contains(name));
  }

  /** How many nodes, named or not. */
  public int size() {
    return groups.stream().mapToInt(Group::size).sum() + unnamed;
  }
}
