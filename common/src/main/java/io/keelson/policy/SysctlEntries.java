package io.keelson.policy;

import io.keelson.policy.Located.Text;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.SysctlName;
import io.keelson.setting.SysctlValue;
import io.keelson.setting.rules.Guard;
import io.keelson.setting.rules.KeyPattern;
import io.keelson.setting.rules.SysctlRow;
import io.keelson.setting.rules.Tier;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the entries of {@code sysctls}. */
final class SysctlEntries {

  private static final int LONGEST = 253;

  private final Map<String, Integer> lines = new HashMap<>();

  Optional<SysctlRule> read(Entry entry) {
    Optional<Text> name = entry.text("name");
    if (!entry.has("name")) {
      entry.mistake(entry.title() + ": \"name\" is missing: such as net.ipv4.* or vm.swappiness");
    }
    Optional<KeyPattern> keys = name.flatMap(text -> pattern(entry, "name", text));
    BigInteger least = entry.whole("min").orElse(null);
    BigInteger most = entry.whole("max").orElse(null);
    if (least != null && most != null && least.compareTo(most) > 0) {
      entry.mistake(entry.spotOf("min"), "min: " + least + " is more than max, " + most);
    }
    List<String> values = values(entry, keys);
    boolean irreversible = entry.accepted("irreversible");
    Optional<SysctlRule> rule =
        keys.map(given -> new SysctlRule(given, least, most, values, irreversible));
    rule.ifPresent(given -> checkTiers(entry, given));
    rule.ifPresent(given -> checkLimits(entry, given));
    keys.ifPresent(given -> checkOnce(entry, given));
    return rule;
  }

  static Optional<KeyPattern> pattern(Entry entry, String field, Text text) {
    try {
      KeyPattern keys = new KeyPattern(text.text());
      if (text.text().contains(".") && text.text().length() <= LONGEST) {
        return Optional.of(keys);
      }
      entry.mistake(
          text.at(), field + ": \"" + text.text() + "\" needs two parts or more, such as vm.*");
    } catch (IllegalArgumentException e) {
      entry.mistake(text.at(), field + ": " + e.getMessage());
    }
    return Optional.empty();
  }

  private static List<String> values(Entry entry, Optional<KeyPattern> keys) {
    List<String> values = new ArrayList<>();
    for (Text text : entry.texts("values")) {
      String name = keys.map(KeyPattern::text).orElse("");
      wrong(name, text.text())
          .ifPresentOrElse(
              why -> entry.mistake(text.at(), "values: " + why), () -> values.add(text.text()));
    }
    if (entry.has("values") && entry.list("values").isEmpty()) {
      entry.mistake(entry.spotOf("values"), "values: none: name at least one, or leave it out");
    }
    return values;
  }

  private static Optional<String> wrong(String name, String value) {
    if (SysctlName.check("", name).isPresent()) {
      return SysctlValue.check("", name, value).map(problem -> problem.message());
    }
    return ParameterCheck.ofApply(Api.SYSCTL, List.of(Parameter.of(name, value)))
            instanceof Checked.Invalid invalid
        ? Optional.of(invalid.problems().getFirst().message())
        : Optional.empty();
  }

  /** Entries that could never do what they say. */
  private static void checkTiers(Entry entry, SysctlRule rule) {
    Optional<SysctlRow> row = rule.row();
    Optional<Guard> guard = row.flatMap(SysctlRow::guardOfAll);
    String name = rule.keys().text();
    if (guard.filter(given -> given.tier().isFinal()).isPresent()) {
      entry.mistake(
          entry.spotOf("name"), "name: nothing allows %s: %s".formatted(name, guard.get().why()));
    }
    if (guard.filter(given -> given.tier() == Tier.IRREVERSIBLE).isPresent()
        && !entry.has("irreversible")) {
      entry.mistake(
          entry.spotOf("name"),
          "name: %s %s: say \"irreversible\": \"accepted\", or take the entry out"
              .formatted(name, guard.get().why()));
    }
    if (rule.irreversible() && !row.filter(SysctlRow::hasOneWay).isPresent()) {
      entry.mistake(
          entry.spotOf("irreversible"),
          "irreversible: only for a key, without *, that cannot be taken back: leave it out");
    }
  }

  private static void checkLimits(Entry entry, SysctlRule rule) {
    Optional<SysctlRow> row =
        rule.row().filter(known -> !known.hasNumbers(rule.least(), rule.most()));
    row.ifPresent(
        known ->
            entry.mistake(
                entry.spotOf(entry.has("max") ? "max" : "min"),
                "min, max: no value of %s is within: it takes %s"
                    .formatted(rule.keys().text(), known.form().inWords())));
  }

  private void checkOnce(Entry entry, KeyPattern keys) {
    int line = entry.spotOf("name").line();
    Integer earlier = lines.putIfAbsent(keys.text(), line);
    if (earlier != null) {
      entry.mistake(
          entry.spotOf("name"),
          "name: %s is given twice, first in line %d: keep one of them"
              .formatted(keys.text(), earlier));
    }
  }
}
