package io.keelson.agent.plan.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of sysctl.d(5) that says something.
 *
 * @param number from 1
 * @param path the key's directories and name below /proc/sys, a pattern as it is written
 * @param value null when the line only takes the key out: {@code -key} and no {@code =}
 */
record SysctlLine(int number, List<String> path, @Nullable String value) {

  SysctlLine {
    path = List.copyOf(path);
  }

  /** Those of a file, in its order. */
  static List<SysctlLine> of(ConfigFile file) {
    List<String> lines = file.lines();
    List<SysctlLine> said = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      of(i + 1, lines.get(i).strip()).ifPresent(said::add);
    }
    return said;
  }

  private static Optional<SysctlLine> of(int number, String line) {
    boolean dash = line.startsWith("-");
    String rest = dash ? line.substring(1) : line;
    int equals = rest.indexOf('=');
    if (line.startsWith("#") || line.startsWith(";") || (equals < 0 && !dash)) {
      return Optional.empty();
    }
    return Optional.of(
        equals < 0
            ? new SysctlLine(number, path(rest.strip()), null)
            : new SysctlLine(
                number, path(rest.substring(0, equals).strip()), rest.substring(equals + 1)));
  }

  /**
   * "If the first separator is a slash, remaining slashes and dots are left intact. If the first
   * separator is a dot, dots and slashes are interchanged."
   */
  private static List<String> path(String name) {
    boolean dotted = name.matches("[^/.]*\\..*");
    String path = dotted ? swapped(name) : name;
    return Stream.of(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
  }

  private static String swapped(String name) {
    StringBuilder path = new StringBuilder();
    name.chars().map(c -> c == '.' ? '/' : c == '/' ? '.' : c).forEach(c -> path.append((char) c));
    return path.toString();
  }
}
