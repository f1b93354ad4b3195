package io.keelson.setting;

import static io.keelson.problem.ProblemCode.SYSCTL_FORBIDDEN;
import static io.keelson.problem.ProblemCode.SYSCTL_NOT_ALLOWED;

import io.keelson.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The sysctls that are refused whatever a site's policy says (SYSCTL_FORBIDDEN), and those that are
 * refused until a policy can name them one by one (SYSCTL_NOT_ALLOWED). It is a second net: the
 * fence is the list of what the agent allows.
 */
final class RefusedSysctls {

  private record Rule(String code, KeyPattern keys, Predicate<String> values, String why) {

    boolean hits(SysctlName name, String value) {
      return keys.matches(name) && values.test(value);
    }
  }

  private static final Predicate<String> ANY = value -> true;
  private static final String UPCALL = "makes the kernel run a program as root";
  private static final String WEAKER =
      "this value weakens the protection of everything else on the node";
  private static final String DEATH = "turns a small fault into the death of the node";
  private static final String CUT =
      "this value cuts the network of the pods, and nobody could undo it from outside";
  private static final String ONE_WAY = "cannot be taken back before the next boot";
  private static final String ACTION = "is an action, not a state: it would be repeated for ever";

  /** Only root can read these on the node (ip-sysctl.rst of the kernel). */
  private static final List<KeyPattern> SECRETS =
      List.of(
          new KeyPattern("net.ipv4.tcp_fastopen_key"),
          new KeyPattern("net.ipv6.conf.*.stable_secret"));

  private static final List<Rule> RULES =
      List.of(
          never("kernel.core_pattern", ANY, UPCALL),
          never("kernel.modprobe", ANY, UPCALL),
          never("kernel.hotplug", ANY, UPCALL),
          never("kernel.poweroff_cmd", ANY, UPCALL),
          never("kernel.usermodehelper.*", ANY, UPCALL),
          never("fs.binfmt_misc.*", ANY, UPCALL),
          never("kernel.sysrq", ANY, "lets one key or byte crash the node"),
          never("kernel.hostname", ANY, "goes around the rules for names: use Api /v1/hostname"),
          never("kernel.domainname", ANY, "goes around the rules for names: use Api /v1/hostname"),
          never("kernel.randomize_va_space", below(2), WEAKER),
          never("kernel.kptr_restrict", below(1), WEAKER),
          never("kernel.yama.ptrace_scope", below(1), WEAKER),
          never("kernel.perf_event_paranoid", below(1), WEAKER),
          never("fs.protected_symlinks", below(1), WEAKER),
          never("fs.protected_hardlinks", below(1), WEAKER),
          never("fs.protected_fifos", below(1), WEAKER),
          never("fs.protected_regular", below(1), WEAKER),
          never("fs.suid_dumpable", not("0"), WEAKER),
          never("kernel.dmesg_restrict", below(1), WEAKER),
          never("vm.mmap_min_addr", below(4096), WEAKER),
          never("vm.unprivileged_userfaultfd", not("0"), WEAKER),
          byPolicy("kernel.panic", ANY, DEATH),
          byPolicy("kernel.panic_on_oops", ANY, DEATH),
          byPolicy("kernel.panic_on_warn", ANY, DEATH),
          byPolicy("kernel.panic_on_rcu_stall", ANY, DEATH),
          byPolicy("kernel.panic_on_io_nmi", ANY, DEATH),
          byPolicy("kernel.panic_on_unrecovered_nmi", ANY, DEATH),
          byPolicy("kernel.unknown_nmi_panic", ANY, DEATH),
          byPolicy("kernel.hardlockup_panic", ANY, DEATH),
          byPolicy("kernel.hung_task_panic", ANY, DEATH),
          byPolicy("kernel.softlockup_panic", ANY, DEATH),
          byPolicy("vm.panic_on_oom", ANY, DEATH),
          byPolicy("net.ipv4.ip_forward", not("1"), CUT),
          byPolicy("net.ipv4.conf.*.forwarding", not("1"), CUT),
          byPolicy("net.ipv6.conf.*.forwarding", not("1"), CUT),
          byPolicy("net.bridge.bridge-nf-call-iptables", not("1"), CUT),
          byPolicy("net.bridge.bridge-nf-call-ip6tables", not("1"), CUT),
          byPolicy("net.ipv6.conf.*.disable_ipv6", not("0"), CUT),
          byPolicy(
              "net.ipv4.conf.*.route_localnet",
              not("0"),
              "opens ports that listen on loopback to the neighbours"),
          byPolicy("kernel.modules_disabled", ANY, ONE_WAY),
          byPolicy("kernel.kexec_load_disabled", ANY, ONE_WAY),
          byPolicy("kernel.unprivileged_bpf_disabled", ANY, ONE_WAY),
          byPolicy("vm.drop_caches", ANY, ACTION),
          byPolicy("vm.compact_memory", ANY, ACTION),
          byPolicy("net.ipv4.route.flush", ANY, ACTION),
          byPolicy("net.ipv6.route.flush", ANY, ACTION));

  private RefusedSysctls() {}

  /** The refusal of a key that may not even be read, for whoever reads a status would see it. */
  static Optional<Problem> checkSecret(String field, SysctlName name) {
    return SECRETS.stream().anyMatch(secret -> secret.matches(name))
        ? Optional.of(
            new Problem(
                SYSCTL_FORBIDDEN,
                field,
                name.text(),
                name.text() + " is refused: it is a secret of the node's network"))
        : Optional.empty();
  }

  /** The first rule that refuses this value of this key. */
  static Optional<Problem> check(String field, SysctlName name, String value) {
    return RULES.stream()
        .filter(rule -> rule.hits(name, value))
        .findFirst()
        .map(
            rule ->
                new Problem(
                    rule.code, field, name.text(), name.text() + " is refused: " + rule.why));
  }

  private static Rule never(String keys, Predicate<String> values, String why) {
    return new Rule(SYSCTL_FORBIDDEN, new KeyPattern(keys), values, why);
  }

  private static Rule byPolicy(String keys, Predicate<String> values, String why) {
    return new Rule(SYSCTL_NOT_ALLOWED, new KeyPattern(keys), values, why);
  }

  private static Predicate<String> not(String value) {
    return given -> !given.equals(value);
  }

  /** True for whole numbers below the bound, and for whatever is no number. */
  private static Predicate<String> below(int bound) {
    return given -> !given.matches("[0-9]{1,9}") || Integer.parseInt(given) < bound;
  }
}
