package io.keelson.agent.plan;

import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_INVALID;

import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import io.keelson.setting.rules.MemoryShare;
import io.keelson.setting.rules.MemoryShare.Unit;
import io.keelson.setting.rules.SysctlRow;
import io.keelson.setting.rules.SysctlTable;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What a node's memory allows of the sysctls for which the table asks for it.
 *
 * @param kilobytes of the node in all
 * @param hugePageKilobytes of one huge page; 0 when the kernel has none
 * @param pageBytes of one page
 */
public record Memory(long kilobytes, long hugePageKilobytes, long pageBytes) {

  private static final int ENTRY_BYTES = 8;

  /** Whether a key's value has to be seen in the light of the memory. */
  public static boolean concerns(Sysctl sysctl) {
    return row(sysctl).flatMap(SysctlRow::memoryShare).isPresent();
  }

  private static Optional<SysctlRow> row(Sysctl sysctl) {
    return SysctlTable.KNOWN.row(sysctl.key());
  }

  /** What is wrong with the value of a key, if anything; it has passed the table's other rules. */
  public Optional<Problem> check(String field, Sysctl sysctl) {
    return row(sysctl)
        .flatMap(
            row ->
                row.memoryShare()
                    .flatMap(share -> wrong(share, lastNumber(sysctl)))
                    .map(why -> problem(field, sysctl, why + row.reason())));
  }

  private static BigInteger lastNumber(Sysctl sysctl) {
    return new BigInteger(List.of(sysctl.value().text().split(" ")).getLast());
  }

  private Optional<String> wrong(MemoryShare share, BigInteger number) {
    if (share.unit() == Unit.HUGE_PAGES && hugePageKilobytes == 0) {
      return Optional.empty();
    }
    long limit = kilobytes * share.percent() / 100 * 1024 / bytes(share.unit());
    int side = number.compareTo(BigInteger.valueOf(limit));
    return switch (share.bound()) {
      case AT_MOST -> side > 0 ? words("more", share, limit) : Optional.empty();
      case AT_LEAST -> side < 0 ? words("less", share, limit) : Optional.empty();
    };
  }

  private long bytes(Unit unit) {
    return switch (unit) {
      case KILOBYTES -> 1024;
      case PAGES -> pageBytes;
      case HUGE_PAGES -> hugePageKilobytes * 1024;
      case ENTRIES -> ENTRY_BYTES;
    };
  }

  private Optional<String> words(String side, MemoryShare share, long limit) {
    return Optional.of(
        "is %s than %d %% of this node's memory: %s %d %s"
            .formatted(side, share.percent(), share.bound().words(), limit, inWords(share.unit())));
  }

  private String inWords(Unit unit) {
    return unit == Unit.HUGE_PAGES
        ? unit.words() + " of " + hugePageKilobytes + " kB"
        : unit.words();
  }

  private static Problem problem(String field, Sysctl sysctl, String why) {
    return new Problem(
        SYSCTL_VALUE_INVALID,
        field,
        sysctl.key(),
        sysctl.key() + ": \"" + sysctl.value().text() + "\" " + why);
  }
}
