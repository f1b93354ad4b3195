package io.keelson.policy;

import io.keelson.setting.Sysctl;
import io.keelson.setting.rules.Guard;
import io.keelson.setting.rules.KeyPattern;
import io.keelson.setting.rules.SysctlRow;
import io.keelson.setting.rules.SysctlTable;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the sysctls that may be set.
 *
 * @param least the lowest that each number of a value may be; null for no limit
 * @param most the highest that each number of a value may be; null for no limit
 * @param values the only values; empty for any
 * @param irreversible whether it is accepted that a value cannot be taken back
 */
public record SysctlRule(
    KeyPattern keys,
    @Nullable BigInteger least,
    @Nullable BigInteger most,
    List<String> values,
    boolean irreversible) {

  private static final int EXACT = 1_000;

  public SysctlRule {
    values = List.copyOf(values);
  }

  /** An entry without limits. */
  public static SysctlRule of(String keys) {
    return new SysctlRule(new KeyPattern(keys), null, null, List.of(), false);
  }

  /**
   * @param field what of the parameter is meant: {@code .key} or {@code .value}
   */
  record Objection(String field, String words) {}

  /** Higher for an entry that says more of the name. */
  int specificity() {
    int literal = (int) List.of(keys.text().split("\\.")).stream().filter(this::literal).count();
    return isExact() ? EXACT + literal : literal;
  }

  boolean isExact() {
    return keys.isExact();
  }

  /** Whether it names this very value of the very key. */
  boolean accepts(String value) {
    return isExact() && values.contains(value);
  }

  /** What is known of the key; nothing for a pattern. */
  Optional<SysctlRow> row() {
    return isExact() ? SysctlTable.KNOWN.row(keys.text()) : Optional.empty();
  }

  private boolean literal(String component) {
    return !component.equals("*");
  }

  /** What speaks against a sysctl whose name matches. */
  Optional<Objection> objection(Sysctl sysctl) {
    String value = sysctl.value().text();
    return SysctlTable.KNOWN
        .guard(sysctl.key(), value)
        .flatMap(guard -> unaccepted(sysctl, guard))
        .map(words -> new Objection(".key", words))
        .or(() -> outside(value).map(words -> new Objection(".value", words)));
  }

  private Optional<String> unaccepted(Sysctl sysctl, Guard guard) {
    String value = sysctl.value().text();
    String needed =
        switch (guard.tier()) {
          case NEVER, SECRET, ACTION -> "nothing allows it";
          case BY_NAME ->
              isExact() ? "" : "only an entry for " + sysctl.key() + " itself allows it";
          case BY_VALUE ->
              accepts(value)
                  ? ""
                  : "only an entry for %s itself with \"%s\" among its values allows it"
                      .formatted(sysctl.key(), value);
          case IRREVERSIBLE ->
              isExact() && irreversible
                  ? ""
                  : "only an entry for %s itself with irreversible: accepted allows it"
                      .formatted(sysctl.key());
        };
    return needed.isEmpty() ? Optional.empty() : Optional.of(guard.why() + "; " + needed);
  }

  private Optional<String> outside(String value) {
    if (!values.isEmpty() && !values.contains(value)) {
      return Optional.of("\"" + value + "\" is none of " + String.join(", ", values));
    }
    if (least == null && most == null) {
      return Optional.empty();
    }
    for (String word : value.split(" ", -1)) {
      if (!word.matches("-?[0-9]{1,20}")) {
        return Optional.of(
            "\"" + value + "\" has no range, and only numbers" + range() + " are allowed");
      }
      BigInteger number = new BigInteger(word);
      if (least != null && number.compareTo(least) < 0) {
        return Optional.of(word + " is less than " + least);
      }
      if (most != null && number.compareTo(most) > 0) {
        return Optional.of(word + " is more than " + most);
      }
    }
    return Optional.empty();
  }

  private String range() {
    return (least == null ? "" : " from " + least) + (most == null ? "" : " to " + most);
  }

  /** The limits in words that follow the name. */
  String limits() {
    String numbers = range().isEmpty() ? "" : "numbers" + range();
    String listed = values.isEmpty() ? "" : "one of " + String.join(", ", values);
    String both = numbers.isEmpty() || listed.isEmpty() ? "" : ", ";
    String limits = numbers + both + listed;
    return (limits.isEmpty() ? ": any value" : ": " + limits)
        + (irreversible ? ", irreversible accepted" : "");
  }
}
