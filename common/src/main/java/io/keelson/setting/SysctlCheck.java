package io.keelson.setting;

import static io.keelson.problem.ProblemCode.SYSCTL_FORBIDDEN;
import static io.keelson.problem.ProblemCode.SYSCTL_NOT_ALLOWED;
import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_INVALID;

import io.keelson.problem.Problem;
import io.keelson.setting.rules.Guard;
import io.keelson.setting.rules.KeysTogether.Clash;
import io.keelson.setting.rules.SysctlRow;
import io.keelson.setting.rules.SysctlTable;
import io.keelson.setting.rules.Tier;
import io.keelson.setting.rules.ValueForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a sysctl may be set to, as far as that needs no policy and no node. */
final class SysctlCheck {

  private SysctlCheck() {}

  /** The refusal of a key that may not even be read. */
  static Optional<Problem> checkRead(String field, SysctlName name) {
    return rowOf(name)
        .flatMap(SysctlRow::guardOfAll)
        .filter(guard -> guard.tier() == Tier.SECRET)
        .map(guard -> refused(field, name, guard));
  }

  /**
   * What is wrong with a key or its value, if anything. A key that nothing allows is refused before
   * its value is looked at.
   */
  static Optional<Problem> check(String field, SysctlName name, String value) {
    Optional<SysctlRow> row = rowOf(name);
    return row.flatMap(SysctlRow::guardOfAll)
        .flatMap(guard -> lasting(field, name, guard))
        .or(() -> checkGrammar(field + ".value", name, row, value))
        .or(() -> row.flatMap(known -> known.guard(value)).flatMap(g -> lasting(field, name, g)))
        .or(
            () ->
                row.flatMap(known -> known.wrong(value))
                    .map(why -> wrong(field, name, value, why)));
  }

  private static Optional<Problem> checkGrammar(
      String field, SysctlName name, Optional<SysctlRow> row, String value) {
    return row.filter(known -> known.form() instanceof ValueForm.Listing).isPresent()
        ? SysctlValue.checkLength(field, name.text(), value)
        : SysctlValue.check(field, name.text(), value);
  }

  /** What is wrong between the sysctls of one call, each of which is right for itself. */
  static List<Problem> checkTogether(List<Setting> settings) {
    List<Sysctl> sysctls =
        settings.stream().filter(Sysctl.class::isInstance).map(Sysctl.class::cast).toList();
    Map<String, String> values =
        sysctls.stream().collect(Collectors.toMap(Sysctl::key, sysctl -> sysctl.value().text()));
    List<String> order = sysctls.stream().map(Sysctl::key).toList();
    return SysctlTable.KNOWN.together().stream()
        .flatMap(rule -> rule.clash(values).stream())
        .map(clash -> clashing("parameters[" + order.indexOf(clash.key()) + "].value", clash))
        .toList();
  }

  private static Optional<SysctlRow> rowOf(SysctlName name) {
    return SysctlTable.KNOWN.row(name.text());
  }

  private static Optional<Problem> lasting(String field, SysctlName name, Guard guard) {
    return guard.tier().isFinal()
        ? Optional.of(refused(field + ".key", name, guard))
        : Optional.empty();
  }

  private static Problem refused(String field, SysctlName name, Guard guard) {
    return new Problem(
        guard.tier() == Tier.ACTION ? SYSCTL_NOT_ALLOWED : SYSCTL_FORBIDDEN,
        field,
        name.text(),
        name.text() + " is refused: " + guard.why());
  }

  private static Problem wrong(String field, SysctlName name, String value, String why) {
    return new Problem(
        SYSCTL_VALUE_INVALID,
        field + ".value",
        name.text(),
        name.text() + ": \"" + Problem.printable(value) + "\" " + why);
  }

  private static Problem clashing(String field, Clash clash) {
    return new Problem(
        SYSCTL_VALUE_INVALID, field, clash.key(), clash.key() + ": " + clash.words());
  }
}
