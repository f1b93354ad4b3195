package io.keelson.agent.plan;

import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.Sysctl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The file that keeps sysctls over a reboot (sysctl.d(5)): a header and one line {@code key =
 * value} for each, in one order, so that the same values always give the same bytes.
 *
 * <p>Every line read passes the same check as a call. One that does not is left out when the file
 * is next written, and reported: the file is Keelson's own, and a line that nobody checked would be
 * obeyed at the next boot.
 *
 * @param entries values by key
 * @param damaged numbers of the lines left out
 */
public record DropIn(SortedMap<String, String> entries, List<Integer> damaged) {

  /** Its name in sysctl.d. */
  public static final String NAME = "90-keelson.conf";

  private static final String HEADER =
      """
      # Written by Keelson. Changes made here by hand are lost: change the MyKind instead.
      """;

  public DropIn {
    damaged = List.copyOf(damaged);
  }

  /** Reads the file's text; an empty text when there is no file. */
  public static DropIn parse(String text) {
    SortedMap<String, String> entries = new TreeMap<>();
    List<Integer> damaged = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Optional<Sysctl> entry = entry(line);
      entry.ifPresent(sysctl -> entries.put(sysctl.key(), sysctl.value().text()));
      if (entry.isEmpty()) {
        damaged.add(i + 1);
      }
    }
    return new DropIn(entries, damaged);
  }

  private static Optional<Sysctl> entry(String line) {
    String[] sides = line.split(" = ", -1);
    if (sides.length != 2) {
      return Optional.empty();
    }
    Checked checked = ParameterCheck.ofApply(Api.SYSCTL, List.of(Parameter.of(sides[0], sides[1])));
    return switch (checked) {
      case Checked.Valid valid -> Optional.of((Sysctl) valid.settings().getFirst());
      case Checked.Invalid invalid -> Optional.empty();
    };
  }

  /** The same with these values in it. */
  public DropIn with(List<Sysctl> sysctls) {
    SortedMap<String, String> merged = new TreeMap<>(entries);
    sysctls.forEach(sysctl -> merged.put(sysctl.key(), sysctl.value().text()));
    return new DropIn(merged, List.of());
  }

  /**
   * The same without these keys, or with the value that they had before.
   *
   * @param lines the value of each; empty for none
   */
  public DropIn givenBack(Map<String, Optional<String>> lines) {
    SortedMap<String, String> left = new TreeMap<>(entries);
    lines.forEach(
        (key, before) ->
            before.ifPresentOrElse(value -> left.put(key, value), () -> left.remove(key)));
    return new DropIn(left, List.of());
  }

  /**
   * The file's text, in an order in which a boot can set the values.
   *
   * @param before what is known of the values that the keys have at a boot
   */
  public String text(Map<String, String> before) {
    StringBuilder text = new StringBuilder(HEADER);
    for (String key : SysctlOrder.atBoot(entries, before)) {
      text.append(line(key, entries.getOrDefault(key, "")));
    }
    return text.toString();
  }

  /** A value with a line end in it would be a second setting, so this is asserted here again. */
  private static String line(String key, String value) {
    String line = key + " = " + value;
    if (!line.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalStateException("an entry that is not one line of plain text");
    }
    return line + "\n";
  }
}
