package io.keelson.setting.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of sysctls: the tables of docs/sysctls.md, which is packed into the program.
 * Immutable.
 */
public final class SysctlTable {

  /** The one table. */
  public static final SysctlTable KNOWN = TableReader.packed();

  private final List<SysctlRow> rows;
  private final List<KeysTogether> together;
  private final Map<String, SysctlRow> byName = new HashMap<>();
  private final List<SysctlRow> withPatterns;

  /**
   * @param rows no two for one key
   * @param together what holds between keys of one call
   */
  SysctlTable(List<SysctlRow> rows, List<KeysTogether> together) {
    this.rows = List.copyOf(rows);
    this.together = List.copyOf(together);
    for (SysctlRow row : rows) {
      row.keys().stream().filter(KeyPattern::isExact).forEach(key -> byName.put(key.text(), row));
    }
    this.withPatterns =
        rows.stream().filter(row -> !row.keys().stream().allMatch(KeyPattern::isExact)).toList();
  }

  /** Every row, in the order of the page. */
  public List<SysctlRow> rows() {
    return rows;
  }

  /** What holds between keys of one call. */
  public List<KeysTogether> together() {
    return together;
  }

  /** The row for a key, if it is a known one. */
  public Optional<SysctlRow> row(String name) {
    return Stream.ofNullable(byName.get(name))
        .findFirst()
        .or(() -> withPatterns.stream().filter(row -> row.covers(name)).findFirst());
  }

  /** The key that the kernel sets to 0 when this one is set, and the other way round, if any. */
  public Optional<String> counterpart(String name) {
    return together.stream()
        .filter(rule -> rule.rule() == KeysTogether.Rule.ONE && rule.keys().contains(name))
        .flatMap(rule -> rule.keys().stream())
        .filter(key -> !key.equals(name))
        .findFirst();
  }

  /** What stands before a value of a key, if anything. */
  public Optional<Guard> guard(String name, String value) {
    return row(name).flatMap(row -> row.guard(value));
  }
}
