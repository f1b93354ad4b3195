package io.keelson.policy;

import static io.keelson.problem.ProblemCode.SYSCTL_NOT_ALLOWED;

import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sysctls that may be set. The most specific entry that matches decides alone: one without
 * {@code *}, else the one with the most parts that are none, else the first.
 */
public record SysctlRules(List<SysctlRule> entries) {

  public SysctlRules {
    entries = List.copyOf(entries);
  }

  Optional<Problem> check(String field, Sysctl sysctl) {
    Optional<Integer> entry = entryFor(sysctl.name());
    return entry.isEmpty()
        ? checkName(field + ".key", sysctl.name())
        : entries
            .get(entry.get())
            .objection(sysctl)
            .map(
                objection ->
                    new Problem(
                        SYSCTL_NOT_ALLOWED,
                        field + objection.field(),
                        sysctl.key(),
                        sysctl.key() + ": " + title(entry.get()) + ": " + objection.words()));
  }

  /** Whether the entry that decides names this very key with this very value. */
  boolean accepts(Sysctl sysctl) {
    return entryFor(sysctl.name())
        .filter(i -> entries.get(i).accepts(sysctl.value().text()))
        .isPresent();
  }

  Optional<Problem> checkName(String field, SysctlName name) {
    return entryFor(name).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                SYSCTL_NOT_ALLOWED,
                field,
                name.text(),
                name.text() + " is not among the sysctls that the policy allows: " + listed()));
  }

  private Optional<Integer> entryFor(SysctlName name) {
    return IntStream.range(0, entries.size())
        .boxed()
        .filter(i -> entries.get(i).keys().matches(name.text()))
        .min(Comparator.comparing(i -> -entries.get(i).specificity()));
  }

  private String title(int entry) {
    return "sysctls[" + entry + "] (" + entries.get(entry).keys().text() + ")";
  }

  private String listed() {
    return entries.isEmpty()
        ? "it allows none"
        : entries.stream().map(rule -> rule.keys().text()).collect(Collectors.joining(", "));
  }

  List<String> summary() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      lines.add(title(i) + entries.get(i).limits());
    }
    return lines.isEmpty() ? List.of("sysctls: none") : lines;
  }
}
