package io.keelson.agent.plan.boot;

import static io.keelson.problem.ProblemCode.NOT_PERSISTENT;

import io.keelson.agent.plan.DropIn;
import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who sets sysctls at the node's next boot after Keelson's drop-in has.
 *
 * @param later the files of sysctl.d(5) that are read after it, in their order
 * @param sysctlConf /etc/sysctl.conf, where no file of sysctl.d is a link to it
 * @param systemd whether systemd is the node's init, which does not read that file
 */
public record SysctlsAtBoot(
    List<ConfigFile> later, Optional<ConfigFile> sysctlConf, boolean systemd, Tuned tuned) {

  public SysctlsAtBoot {
    later = List.copyOf(later);
  }

  /** What of these will not hold after a boot, and why. */
  public List<Problem> notPersistent(List<Sysctl> wanted) {
    LaterFiles read = LaterFiles.of(readAtBoot());
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Sysctl sysctl = wanted.get(i);
      String field = "parameters[" + i + "]";
      winner(sysctl, read)
          .map(why -> problem(field, sysctl, why + ": after a boot that holds"))
          .ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<String> winner(Sysctl sysctl, LaterFiles read) {
    return tuned.decides(sysctl)
        ? tuned.winner(sysctl)
        : read.winner(sysctl).map(LaterFiles.Line::text);
  }

  private List<ConfigFile> readAtBoot() {
    return readsSysctlConf() ? Stream.concat(later.stream(), sysctlConf.stream()).toList() : later;
  }

  /** sysctl(8) reads it after all others; systemd-sysctl(8) does not. */
  private boolean readsSysctlConf() {
    return !systemd || tuned.readsSysctlConf();
  }

  /** What of these some program may undo between boots. */
  public List<String> warnings(List<Sysctl> wanted) {
    if (readsSysctlConf()) {
      return List.of();
    }
    LaterFiles unread = LaterFiles.of(sysctlConf.stream().toList());
    return wanted.stream()
        .flatMap(
            sysctl ->
                unread.winner(sysctl).stream()
                    .map(
                        line ->
                            "%s: %s sets another value: no boot reads it here, but sysctl -p and sysctl --system do"
                                .formatted(sysctl.key(), line.where())))
        .toList();
  }

  /**
   * What of these the drop-in does not keep, because nothing can be written there.
   *
   * @param kept what the drop-in says
   */
  public static List<Problem> notWritable(List<Sysctl> wanted, DropIn kept) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Sysctl sysctl = wanted.get(i);
      if (!sysctl.value().text().equals(kept.entries().get(sysctl.key()))) {
        problems.add(
            problem(
                "parameters[" + i + "]",
                sysctl,
                "/etc/sysctl.d is read-only on this node: the value holds until the next boot only"));
      }
    }
    return problems;
  }

  private static Problem problem(String field, Sysctl sysctl, String why) {
    return new Problem(NOT_PERSISTENT, field, sysctl.key(), sysctl.key() + ": " + why);
  }
}
