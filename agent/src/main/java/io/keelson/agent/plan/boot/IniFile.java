package io.keelson.agent.plan.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of sections and {@code key = value} lines, as Python's configparser reads those of TuneD:
 * {@code #} and {@code ;} begin a comment, and so does {@code #} after a blank.
 *
 * @param entries in their order; before the first section its name is empty
 */
record IniFile(List<Entry> entries) {

  /**
   * @param line from 1
   */
  record Entry(int line, String section, String key, String value) {}

  IniFile {
    entries = List.copyOf(entries);
  }

  static IniFile of(ConfigFile file) {
    List<Entry> entries = new ArrayList<>();
    List<String> lines = file.lines();
    String section = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip().replaceFirst("(^|\\s)#.*", "").strip();
      int equals = line.indexOf('=');
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1).strip();
      } else if (equals > 0 && !line.startsWith(";")) {
        entries.add(
            new Entry(
                i + 1,
                section,
                line.substring(0, equals).strip(),
                line.substring(equals + 1).strip()));
      }
    }
    return new IniFile(entries);
  }

  /** The last value that a key has in a section. */
  Optional<String> value(String section, String key) {
    return entries.stream()
        .filter(entry -> entry.section().equals(section) && entry.key().equals(key))
        .map(Entry::value)
        .reduce((earlier, later) -> later);
  }

  /** False only where a key says no. */
  boolean isOn(String section, String key) {
    return value(section, key).filter(word -> word.matches("(?i)0|no|false|off")).isEmpty();
  }
}
