package io.keelson.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.setting.Checked.Invalid;
import io.keelson.setting.rules.Guard;
import io.keelson.setting.rules.Guard.Values;
import io.keelson.setting.rules.NumberRange;
import io.keelson.setting.rules.SysctlRow;
import io.keelson.setting.rules.SysctlTable;
import io.keelson.setting.rules.Tier;
import io.keelson.setting.rules.ValueForm;
import io.keelson.setting.rules.ValueForm.Numbers;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of the table through the check that both tiers use: both ends, one below, one above, a
 * number too few and too many, the wrong type, the wrong order. What is right is worked out here
 * from what the row says, in another way than the check does it.
 */
class SysctlRowsTest {

  private static final String INVALID = "SYSCTL_VALUE_INVALID";
  private static final String FORBIDDEN = "SYSCTL_FORBIDDEN";
  private static final String OK = "ok";

  record Named(String key, SysctlRow row) {
    @Override
    public String toString() {
      return key;
    }
  }

  static Stream<Named> keys() {
    return SysctlTable.KNOWN.rows().stream()
        .flatMap(row -> row.keys().stream().map(key -> new Named(nameOf(key.text()), row)));
  }

  private static String nameOf(String pattern) {
    return pattern.replace("*", "eth0");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isHeld(Named named) {
    Map<String, String> expected =
        switch (named.row.form()) {
          case Numbers numbers -> ofNumbers(numbers);
          case ValueForm.Words words -> ofWords(words);
          case ValueForm.Listing listing -> ofLists(listing);
          case ValueForm.Anything any -> Map.of("1", OK, "0", OK);
        };
    named.row.guards().forEach(guard -> guarded(expected, guard));
    Map<String, String> seen =
        expected.keySet().stream()
            .collect(Collectors.toMap(value -> value, value -> code(named.key, value)));
    assertThat(seen).isEqualTo(expectedCodes(named.row, expected));
  }

  private static Map<String, String> ofNumbers(Numbers numbers) {
    Map<String, String> expected = new LinkedHashMap<>();
    List<BigInteger> least = numbers.each().stream().map(NumberRange::least).toList();
    List<BigInteger> most = numbers.each().stream().map(NumberRange::most).toList();
    expected.put(text(least), OK);
    expected.put(text(most), OK);
    for (int i = 0; i < least.size(); i++) {
      expected.put(text(with(least, i, least.get(i).subtract(BigInteger.ONE))), INVALID);
      expected.put(text(with(most, i, most.get(i).add(BigInteger.ONE))), INVALID);
      expected.put(text(with(least, i, null)), INVALID);
    }
    expected.put(text(least) + " " + least.getLast(), INVALID);
    expected.put("bbr", INVALID);
    if (numbers.rising()) {
      expected.put(text(with(least, 0, most.getFirst())), INVALID);
    }
    expected.remove("");
    return expected;
  }

  private static List<BigInteger> with(
      List<BigInteger> numbers, int place, @org.jspecify.annotations.Nullable BigInteger other) {
    List<BigInteger> changed = new ArrayList<>(numbers);
    changed.remove(place);
    if (other != null) {
      changed.add(place, other);
    }
    return changed;
  }

  private static String text(List<BigInteger> numbers) {
    return numbers.stream().map(BigInteger::toString).collect(Collectors.joining(" "));
  }

  private static Map<String, String> ofWords(ValueForm.Words words) {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("fq_codel", OK);
    expected.put("fq_codel bbr", words.many() ? OK : INVALID);
    expected.put("1", INVALID);
    expected.put("fq-codel,bbr", INVALID);
    return expected;
  }

  private static Map<String, String> ofLists(ValueForm.Listing listing) {
    Map<String, String> expected = new LinkedHashMap<>();
    BigInteger most = listing.each().most();
    expected.put("0", OK);
    expected.put("1,3-" + most, OK);
    expected.put("" + most.add(BigInteger.ONE), INVALID);
    expected.put("1-" + most.add(BigInteger.ONE), INVALID);
    expected.put("3-1", INVALID);
    expected.put("1 3", INVALID);
    expected.put("1, 3", INVALID);
    expected.put("bbr", INVALID);
    return expected;
  }

  /** Adds the values at which a guard begins. */
  private static void guarded(Map<String, String> expected, Guard guard) {
    if (guard.values() instanceof Values.Below below) {
      expected.put(below.bound().toString(), OK);
      expected.put(below.bound().subtract(BigInteger.ONE).toString(), FORBIDDEN);
    }
  }

  /** What a guard that no policy lifts makes of them. */
  private static Map<String, String> expectedCodes(SysctlRow row, Map<String, String> expected) {
    Map<String, String> codes = new LinkedHashMap<>(expected);
    for (Guard guard : row.guards()) {
      if (guard.tier() == Tier.NEVER || guard.tier() == Tier.SECRET) {
        codes.replaceAll((value, code) -> isMeant(guard.values(), value) ? FORBIDDEN : code);
      } else if (guard.tier() == Tier.ACTION) {
        codes.replaceAll((value, code) -> "SYSCTL_NOT_ALLOWED");
      }
    }
    return codes;
  }

  private static boolean isMeant(Values values, String value) {
    return switch (values) {
      case Values.All all -> true;
      case Values.Below below ->
          !value.matches("-?\\d+") || new BigInteger(value).compareTo(below.bound()) < 0;
      case Values.Unless unless -> !value.equals(unless.value());
      case Values.Only only -> value.equals(only.value());
    };
  }

  private static String code(String key, String value) {
    return ParameterCheck.ofApply(Api.SYSCTL, List.of(Parameter.of(key, value)))
            instanceof Invalid invalid
        ? invalid.problems().stream().map(Problem::code).collect(Collectors.joining())
        : OK;
  }
}
