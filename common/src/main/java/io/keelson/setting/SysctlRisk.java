package io.keelson.setting;

import static io.keelson.problem.ProblemCode.SYSCTL_FORBIDDEN;
import static io.keelson.problem.ProblemCode.SYSCTL_NOT_ALLOWED;

import io.keelson.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What setting a sysctl could do, wherever a site allows it. A second net: the fence is what the
 * policy allows.
 *
 * @param why in words that follow a colon
 */
public record SysctlRisk(Tier tier, String why) {

  /** How much it takes to allow such a value. */
  public enum Tier {
    /** Nothing allows it. */
    NEVER,
    /** An action and no state, which nothing allows either. */
    ACTION,
    /** The policy must name the key itself, without a {@code *}. */
    BY_NAME,
    /** The policy must name the key itself, and this value among its values. */
    BY_VALUE,
    /** The policy must name the key itself and accept that it cannot be taken back. */
    IRREVERSIBLE
  }

  private record Rule(SysctlRisk risk, KeyPattern keys, Predicate<String> values) {

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
  private static final String AGAIN = "is an action, not a state: it would be repeated for ever";

  /** Only root can read these on the node (ip-sysctl.rst of the kernel). */
  private static final List<KeyPattern> SECRETS =
      List.of(
          new KeyPattern("net.ipv4.tcp_fastopen_key"),
          new KeyPattern("net.ipv6.conf.*.stable_secret"));

  private static final List<Rule> RULES =
      List.of(
          rule(Tier.NEVER, "kernel.core_pattern", ANY, UPCALL),
          rule(Tier.NEVER, "kernel.modprobe", ANY, UPCALL),
          rule(Tier.NEVER, "kernel.hotplug", ANY, UPCALL),
          rule(Tier.NEVER, "kernel.poweroff_cmd", ANY, UPCALL),
          rule(Tier.NEVER, "kernel.usermodehelper.*", ANY, UPCALL),
          rule(Tier.NEVER, "fs.binfmt_misc.*", ANY, UPCALL),
          rule(Tier.NEVER, "kernel.sysrq", ANY, "lets one key or byte crash the node"),
          rule(
              Tier.NEVER,
              "kernel.hostname",
              ANY,
              "goes around the rules for names: use Api /v1/hostname"),
          rule(
              Tier.NEVER,
              "kernel.domainname",
              ANY,
              "goes around the rules for names: use Api /v1/hostname"),
          rule(Tier.NEVER, "kernel.randomize_va_space", below(2), WEAKER),
          rule(Tier.NEVER, "kernel.kptr_restrict", below(1), WEAKER),
          rule(Tier.NEVER, "kernel.yama.ptrace_scope", below(1), WEAKER),
          rule(Tier.NEVER, "kernel.perf_event_paranoid", below(1), WEAKER),
          rule(Tier.NEVER, "fs.protected_symlinks", below(1), WEAKER),
          rule(Tier.NEVER, "fs.protected_hardlinks", below(1), WEAKER),
          rule(Tier.NEVER, "fs.protected_fifos", below(1), WEAKER),
          rule(Tier.NEVER, "fs.protected_regular", below(1), WEAKER),
          rule(Tier.NEVER, "fs.suid_dumpable", not("0"), WEAKER),
          rule(Tier.NEVER, "kernel.dmesg_restrict", below(1), WEAKER),
          rule(Tier.NEVER, "vm.mmap_min_addr", below(4096), WEAKER),
          rule(Tier.NEVER, "vm.unprivileged_userfaultfd", not("0"), WEAKER),
          rule(Tier.BY_NAME, "kernel.panic", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.panic_on_oops", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.panic_on_warn", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.panic_on_rcu_stall", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.panic_on_io_nmi", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.panic_on_unrecovered_nmi", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.unknown_nmi_panic", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.hardlockup_panic", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.hung_task_panic", ANY, DEATH),
          rule(Tier.BY_NAME, "kernel.softlockup_panic", ANY, DEATH),
          rule(Tier.BY_NAME, "vm.panic_on_oom", ANY, DEATH),
          rule(Tier.BY_VALUE, "net.ipv4.ip_forward", not("1"), CUT),
          rule(Tier.BY_VALUE, "net.ipv4.conf.*.forwarding", not("1"), CUT),
          rule(Tier.BY_VALUE, "net.ipv6.conf.*.forwarding", not("1"), CUT),
          rule(Tier.BY_VALUE, "net.bridge.bridge-nf-call-iptables", not("1"), CUT),
          rule(Tier.BY_VALUE, "net.bridge.bridge-nf-call-ip6tables", not("1"), CUT),
          rule(Tier.BY_VALUE, "net.ipv6.conf.*.disable_ipv6", not("0"), CUT),
          rule(
              Tier.BY_VALUE,
              "net.ipv4.conf.*.route_localnet",
              not("0"),
              "opens ports that listen on loopback to the neighbours"),
          rule(
              Tier.BY_VALUE,
              "vm.overcommit_memory",
              given -> given.equals("2"),
              "this value makes programs fail when all that was promised, not all that is used, is gone"),
          rule(Tier.IRREVERSIBLE, "kernel.modules_disabled", ANY, ONE_WAY),
          rule(Tier.IRREVERSIBLE, "kernel.kexec_load_disabled", ANY, ONE_WAY),
          rule(Tier.IRREVERSIBLE, "kernel.unprivileged_bpf_disabled", ANY, ONE_WAY),
          rule(Tier.ACTION, "vm.drop_caches", ANY, AGAIN),
          rule(Tier.ACTION, "vm.compact_memory", ANY, AGAIN),
          rule(Tier.ACTION, "net.ipv4.route.flush", ANY, AGAIN),
          rule(Tier.ACTION, "net.ipv6.route.flush", ANY, AGAIN));

  /** What this value of this key could do; empty when it is a key like others. */
  public static Optional<SysctlRisk> of(SysctlName name, String value) {
    return RULES.stream().filter(rule -> rule.hits(name, value)).findFirst().map(Rule::risk);
  }

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

  /** The refusal that no policy can lift, if there is one. */
  static Optional<Problem> check(String field, SysctlName name, String value) {
    return of(name, value)
        .filter(risk -> risk.tier == Tier.NEVER || risk.tier == Tier.ACTION)
        .map(
            risk ->
                new Problem(
                    risk.tier == Tier.NEVER ? SYSCTL_FORBIDDEN : SYSCTL_NOT_ALLOWED,
                    field,
                    name.text(),
                    name.text() + " is refused: " + risk.why));
  }

  private static Rule rule(Tier tier, String keys, Predicate<String> values, String why) {
    return new Rule(new SysctlRisk(tier, why), new KeyPattern(keys), values);
  }

  private static Predicate<String> not(String value) {
    return given -> !given.equals(value);
  }

  /** True for whole numbers below the bound, and for whatever is no number. */
  private static Predicate<String> below(int bound) {
    return given -> !given.matches("[0-9]{1,9}") || Integer.parseInt(given) < bound;
  }
}
