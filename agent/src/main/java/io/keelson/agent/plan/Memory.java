package io.keelson.agent.plan;

import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_INVALID;

import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * What a node's memory allows of the sysctls that take it away (sysctl/vm.rst of the kernel).
 *
 * @param kilobytes of the node in all
 * @param hugePageKilobytes of one huge page
 */
public record Memory(long kilobytes, long hugePageKilobytes) {

  private static final String RESERVE = "vm.min_free_kbytes";
  private static final String COMMIT = "vm.overcommit_kbytes";
  private static final Set<String> HUGE_PAGES =
      Set.of("vm.nr_hugepages", "vm.nr_hugepages_mempolicy");

  /** Whether a key's value has to be seen in the light of the memory. */
  public static boolean concerns(Sysctl sysctl) {
    return sysctl.key().equals(RESERVE)
        || sysctl.key().equals(COMMIT)
        || HUGE_PAGES.contains(sysctl.key());
  }

  /** What is wrong with the value of a key that it concerns, if anything. */
  public Optional<Problem> check(String field, Sysctl sysctl) {
    String value = sysctl.value().text();
    if (!value.matches("[0-9]{1,20}")) {
      return refused(field, sysctl, "is not a whole number from 0 on");
    }
    BigInteger number = new BigInteger(value);
    return switch (sysctl.key()) {
      case RESERVE ->
          exceeds(number, kilobytes / 10)
              ? refused(
                  field,
                  sysctl,
                  "is more than a tenth of this node's memory: at most " + kilobytes / 10)
              : Optional.empty();
      case COMMIT ->
          number.signum() > 0 && !exceeds(number, kilobytes / 2 - 1)
              ? refused(
                  field,
                  sysctl,
                  "is less than half of this node's memory: 0, or at least " + kilobytes / 2)
              : Optional.empty();
      default -> hugePages(field, sysctl, number);
    };
  }

  private Optional<Problem> hugePages(String field, Sysctl sysctl, BigInteger pages) {
    long most = kilobytes / 4 * 3 / hugePageKilobytes;
    return exceeds(pages, most)
        ? refused(
            field,
            sysctl,
            "pages of %d kB take more than three quarters of this node's memory: at most %d"
                .formatted(hugePageKilobytes, most))
        : Optional.empty();
  }

  private static boolean exceeds(BigInteger number, long most) {
    return number.compareTo(BigInteger.valueOf(most)) > 0;
  }

  private static Optional<Problem> refused(String field, Sysctl sysctl, String why) {
    return Optional.of(
        new Problem(
            SYSCTL_VALUE_INVALID,
            field,
            sysctl.key(),
            sysctl.key() + ": \"" + sysctl.value().text() + "\" " + why));
  }
}
