package io.keelson.policy;

import io.keelson.policy.Located.Text;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.KeyPattern;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.SysctlName;
import io.keelson.setting.SysctlRisk;
import io.keelson.setting.SysctlRisk.Tier;
import io.keelson.setting.SysctlValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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
    keys.ifPresent(given -> checkTiers(entry, given, irreversible));
    keys.ifPresent(given -> checkOnce(entry, given));
    return keys.map(given -> new SysctlRule(given, least, most, values, irreversible));
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
  private static void checkTiers(Entry entry, KeyPattern keys, boolean irreversible) {
    boolean exact = SysctlName.check("", keys.text()).isEmpty();
    List<SysctlRisk> risks =
        exact
            ? Stream.of("0", "1", "2147483647")
                .flatMap(value -> SysctlRisk.of(new SysctlName(keys.text()), value).stream())
                .toList()
            : List.of();
    boolean oneWay = risks.stream().anyMatch(risk -> risk.tier() == Tier.IRREVERSIBLE);
    if (risks.size() == 3 && risks.stream().allMatch(risk -> isNever(risk.tier()))) {
      entry.mistake(
          entry.spotOf("name"),
          "name: nothing allows %s: %s".formatted(keys.text(), risks.getFirst().why()));
    }
    if (oneWay && !entry.has("irreversible")) {
      entry.mistake(
          entry.spotOf("name"),
          "name: %s %s: say \"irreversible\": \"accepted\", or take the entry out"
              .formatted(keys.text(), risks.getFirst().why()));
    }
    if (irreversible && !oneWay) {
      entry.mistake(
          entry.spotOf("irreversible"),
          "irreversible: only for a key, without *, that cannot be taken back: leave it out");
    }
  }

  private static boolean isNever(Tier tier) {
    return tier == Tier.NEVER || tier == Tier.ACTION;
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
