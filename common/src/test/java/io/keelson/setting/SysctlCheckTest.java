package io.keelson.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.keelson.problem.Problem;
import io.keelson.setting.Checked.Invalid;
import io.keelson.setting.Checked.Valid;
import io.keelson.setting.rules.Guard;
import io.keelson.setting.rules.SysctlTable;
import io.keelson.setting.rules.Tier;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The S list: what is refused before any node is touched, and with which code. */
class SysctlCheckTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          net.ipv4.ip_forward                   | 1
          vm.swappiness                         | 0
          net.ipv4.ip_local_port_range          | 32768 60999
          net.ipv4.tcp_rmem                     | 4096 131072 6291456
          kernel.sem                            | 32000 1024000000 500 32000
          net.ipv4.tcp_congestion_control       | bbr
          net.core.default_qdisc                | fq_codel
          net.ipv4.ip_local_reserved_ports      | 9443,30000-32767
          kernel.shmmax                         | 18446744073692774399
          net.ipv6.conf.all.accept_ra           | 2
          kernel.sched_rt_runtime_us            | -1
          kernel.no_such_key                    | -1 a 18446744073709551615
          net.bridge.bridge-nf-call-iptables    | 1
          """)
  void takesWhatPlatformTeamsSet(String key, String value) {
    assertThat(ParameterCheck.ofApply(Api.SYSCTL, List.of(Parameter.of(key, value))))
        .isEqualTo(new Valid(List.of(new Sysctl(new SysctlName(key), new SysctlValue(value)))));
  }

  @ParameterizedTest(name = "{0}: {1} → {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          S-01 | kernel.core_pattern              | core            | SYSCTL_FORBIDDEN
          S-01 | kernel.core_pattern              | '|/bin/sh -c x' | SYSCTL_FORBIDDEN
          S-05 | fs.binfmt_misc.register          | ':x:M::\\x7f::/x:C' | SYSCTL_FORBIDDEN
          S-14 | kernel.unprivileged_bpf_disabled | 0               | SYSCTL_FORBIDDEN
          S-14 | kernel.randomize_va_space        | 1               | SYSCTL_FORBIDDEN
          S-02 | kernel/core_pattern              | core            | SYSCTL_NAME_INVALID
          S-02 | kernel.core_pattern.             | core            | SYSCTL_NAME_INVALID
          S-02 | kernel/core.pattern              | core            | SYSCTL_NAME_INVALID
          S-02 | Kernel.Core_Pattern              | core            | SYSCTL_NAME_INVALID
          S-03 | kernel.modprobe                  | x               | SYSCTL_FORBIDDEN
          S-04 | kernel.hotplug                   | x               | SYSCTL_FORBIDDEN
          S-04 | kernel.poweroff_cmd              | x               | SYSCTL_FORBIDDEN
          S-04 | kernel.usermodehelper.bset       | 1 1             | SYSCTL_FORBIDDEN
          S-05 | fs.binfmt_misc.register          | x               | SYSCTL_FORBIDDEN
          S-05 | fs.binfmt_misc.status            | 1               | SYSCTL_FORBIDDEN
          S-06 | kernel.sysrq                     | 1               | SYSCTL_FORBIDDEN
          S-14 | kernel.randomize_va_space        | 0               | SYSCTL_FORBIDDEN
          S-14 | kernel.kptr_restrict             | 0               | SYSCTL_FORBIDDEN
          S-14 | kernel.yama.ptrace_scope         | 0               | SYSCTL_FORBIDDEN
          S-14 | fs.protected_symlinks            | 0               | SYSCTL_FORBIDDEN
          S-14 | fs.protected_hardlinks           | 0               | SYSCTL_FORBIDDEN
          S-14 | fs.suid_dumpable                 | 2               | SYSCTL_FORBIDDEN
          S-14 | kernel.perf_event_paranoid       | -1              | SYSCTL_FORBIDDEN
          S-15 | kernel.hostname                  | x               | SYSCTL_FORBIDDEN
          S-15 | kernel.domainname                | x               | SYSCTL_FORBIDDEN
          S-16 | vm.drop_caches                   | 3               | SYSCTL_NOT_ALLOWED
          S-16 | net.ipv4.route.flush             | 1               | SYSCTL_NOT_ALLOWED
          S-16 | vm.compact_memory                | 1               | SYSCTL_NOT_ALLOWED
          S-17 | net..ipv4                        | 1               | SYSCTL_NAME_INVALID
          S-17 | .net.ipv4                        | 1               | SYSCTL_NAME_INVALID
          S-17 | net.ipv4.                        | 1               | SYSCTL_NAME_INVALID
          S-17 | ''                               | 1               | SYSCTL_NAME_INVALID
          S-17 | net                              | 1               | SYSCTL_NAME_INVALID
          S-18 | ../../../etc/passwd              | 1               | SYSCTL_NAME_INVALID
          S-18 | net.ipv4.../../kernel.core_pattern | 1             | SYSCTL_NAME_INVALID
          S-18 | net/ipv4/../../kernel/core_pattern | 1             | SYSCTL_NAME_INVALID
          S-19 | --system                         | 1               | SYSCTL_NAME_INVALID
          S-19 | -net.ipv4                        | 1               | SYSCTL_NAME_INVALID
          S-19 | net.ipv4=1                       | 1               | SYSCTL_NAME_INVALID
          S-19 | net.ipv4;id                      | 1               | SYSCTL_NAME_INVALID
          S-19 | net.ipv4 x                       | 1               | SYSCTL_NAME_INVALID
          S-19 | net.ipv4#                        | 1               | SYSCTL_NAME_INVALID
          S-22 | vm.swappiness                    | 010             | SYSCTL_VALUE_INVALID
          S-22 | vm.swappiness                    | 0x10            | SYSCTL_VALUE_INVALID
          S-22 | vm.swappiness                    | +1              | SYSCTL_VALUE_INVALID
          S-22 | vm.swappiness                    | 1e3             | SYSCTL_VALUE_INVALID
          S-22 | vm.swappiness                    | 1_000           | SYSCTL_VALUE_INVALID
          S-22 | vm.swappiness                    | ' 1 '           | SYSCTL_VALUE_INVALID
          S-22 | vm.swappiness                    | 1.0             | SYSCTL_VALUE_INVALID
          S-22 | vm.swappiness                    | -0              | SYSCTL_VALUE_INVALID
          S-23 | vm.swappiness                    | 99999999999999999999 | SYSCTL_VALUE_INVALID
          S-23 | vm.swappiness                    | ''              | SYSCTL_VALUE_INVALID
          S-29 | net.ipv4.conf.*.rp_filter        | 1               | SYSCTL_NAME_INVALID
          S-29 | net.ipv4.conf.{iface}.rp_filter  | 1               | SYSCTL_NAME_INVALID
          S-29 | net.ipv4.conf.eth0/../all.rp_filter | 1            | SYSCTL_NAME_INVALID
          S-32 | core%5fpattern.x                 | 1               | SYSCTL_NAME_INVALID
          S-32 | kernel.core""_pattern            | 1               | SYSCTL_NAME_INVALID
          """)
  void refuses(String id, String key, String value, String code) {
    assertThat(codesFor(Parameter.of(key, value))).containsExactly(code);
  }

  @ParameterizedTest(name = "{0}: {1} → {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          S-07 | kernel.panic_on_oops | 1 | BY_NAME
          S-07 | vm.panic_on_oom | 2 | BY_NAME
          S-07 | kernel.hung_task_panic | 1 | BY_NAME
          S-07 | kernel.softlockup_panic | 1 | BY_NAME
          S-07 | kernel.panic | -1 | BY_NAME
          S-10 | net.ipv4.ip_forward | 0 | BY_VALUE
          S-10 | net.ipv4.conf.all.forwarding | 0 | BY_VALUE
          S-10 | net.bridge.bridge-nf-call-iptables | 0 | BY_VALUE
          S-10 | net.ipv6.conf.all.disable_ipv6 | 1 | BY_VALUE
          S-11 | net.ipv4.conf.all.route_localnet | 1 | BY_VALUE
          S-13 | kernel.modules_disabled | 1 | IRREVERSIBLE
          S-13 | kernel.kexec_load_disabled | 1 | IRREVERSIBLE
          S-13 | kernel.unprivileged_bpf_disabled | 1 | IRREVERSIBLE
          S-08 | vm.overcommit_memory | 2 | BY_VALUE
          S-07 | kernel.oops_limit | 1 | BY_NAME
          S-07 | vm.memory_failure_recovery | 0 | BY_VALUE
          S-13 | kernel.yama.ptrace_scope | 3 | IRREVERSIBLE
          S-13 | kernel.kexec_load_limit_panic | 0 | IRREVERSIBLE
          """)
  void leavesWhatAPolicyMayAcceptToThePolicy(String id, String key, String value, Tier tier) {
    assertThat(codesFor(Parameter.of(key, value))).isEmpty();
    assertThat(SysctlTable.KNOWN.guard(key, value).map(Guard::tier)).contains(tier);
  }

  /** Written by hand, so that a slip in the table is seen. */
  @ParameterizedTest(name = "{0}: {1} = {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          S-08 | vm.min_free_kbytes           | 0
          S-08 | vm.min_free_kbytes           | 99999999999
          S-08 | vm.overcommit_ratio          | 0
          S-08 | vm.overcommit_kbytes         | 0
          S-08 | vm.overcommit_memory         | 3
          S-08 | vm.vfs_cache_pressure        | 0
          S-08 | vm.swappiness                | 201
          S-08 | vm.swappiness                | -1
          S-08 | vm.dirty_bytes               | 4096
          S-08 | vm.dirty_ratio               | 101
          S-08 | vm.dirty_ratio               | 0
          S-09 | kernel.pid_max               | 300
          S-09 | kernel.pid_max               | 32767
          S-09 | kernel.pid_max               | 4194305
          S-09 | kernel.threads-max           | 100
          S-09 | fs.file-max                  | 10
          S-09 | fs.nr_open                   | 10
          S-09 | fs.nr_open                   | 1048575
          S-09 | user.max_user_namespaces     | 0
          S-09 | user.max_net_namespaces      | 0
          S-09 | vm.max_map_count             | 65529
          S-09 | fs.inotify.max_user_instances | 0
          S-09 | kernel.keys.root_maxkeys     | 1
          S-12 | net.netfilter.nf_conntrack_max | 1
          S-12 | net.nf_conntrack_max         | 1
          S-12 | net.ipv4.tcp_mem             | 1 1 1
          S-12 | net.ipv4.tcp_mem             | 30000 20000 40000
          S-12 | net.ipv4.tcp_mem             | 30000 40000
          S-12 | net.core.somaxconn           | 0
          S-12 | net.core.somaxconn           | 127
          S-12 | net.ipv4.ip_default_ttl      | 1
          S-12 | net.ipv4.neigh.default.gc_thresh3 | 128
          S-24 | net.ipv4.ip_local_port_range | 40000
          S-24 | net.ipv4.ip_local_port_range | 1 2 3
          S-24 | net.ipv4.ip_local_port_range | 60999 32768
          S-24 | net.ipv4.ip_local_port_range | 0 60999
          S-24 | net.ipv4.ip_local_port_range | 32768 65536
          S-24 | net.ipv4.ip_local_port_range | 1024 bbr
          S-24 | net.ipv4.ip_local_reserved_ports | 80 90
          S-24 | net.ipv4.ip_local_reserved_ports | 90-80
          S-24 | net.ipv4.ip_local_reserved_ports | 80,
          S-24 | net.ipv4.ip_local_reserved_ports | 65536
          S-24 | net.ipv4.ip_local_reserved_ports | 080
          S-24 | net.ipv4.tcp_rmem            | 4096 131072
          S-24 | net.ipv4.tcp_wmem            | 4096 16384 8192
          S-24 | kernel.sem                   | 32000 1024000000 500
          S-24 | kernel.printk                | 4 4 1
          type | net.ipv4.tcp_congestion_control | 1
          type | net.ipv4.tcp_congestion_control | bbr cubic
          type | net.core.default_qdisc       | fq fq_codel
          type | net.ipv4.tcp_syncookies      | 3
          type | net.ipv4.conf.all.rp_filter  | 3
          type | net.ipv4.conf.eth0.arp_ignore | 9
          type | net.ipv4.ip_forward          | 2
          type | kernel.perf_event_paranoid   | 5
          """)
  void refusesValuesOutsideTheTable(String id, String key, String value) {
    assertThat(codesFor(Parameter.of(key, value))).containsExactly("SYSCTL_VALUE_INVALID");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vm.swappiness                | 201         | vm.swappiness: "201" is not a whole number from 0 to 200
          net.core.somaxconn           | 0           | net.core.somaxconn: "0" is not a whole number from 128 to 2147483647: with a shorter queue, connections to everything that listens are lost
          net.ipv4.tcp_wmem            | 4096 16384  | net.ipv4.tcp_wmem: "4096 16384" is not 3 whole numbers, each from 4096 to 2147483647, none lower than the one before: with less than a page for a socket, connections crawl
          net.ipv4.ping_group_range    | 0           | net.ipv4.ping_group_range: "0" is not 2 whole numbers, each from 0 to 2147483647
          kernel.sem                   | 1 2 3       | kernel.sem: "1 2 3" is not 4 whole numbers: from 1 to 2147483647, from 1 to 2147483647, from 1 to 2147483647, from 1 to 16777216
          kernel.kexec_load_disabled   | 0           | kernel.kexec_load_disabled: "0" is not 1
          net.core.default_qdisc       | 1           | net.core.default_qdisc: "1" is not one name
          net.ipv4.ip_local_reserved_ports | 1-      | net.ipv4.ip_local_reserved_ports: "1-" is not a list of numbers from 0 to 65535, such as 80,8000-8080
          kernel.panic                 | many        | kernel.panic: "many" is not a whole number from -1 to 2147483647
          vm.drop_caches               | 3           | vm.drop_caches is refused: is an action, not a state: it would be repeated for ever
          fs.suid_dumpable             | 1           | fs.suid_dumpable is refused: this value weakens the protection of everything else on the node
          """)
  void saysWhatWouldBeRight(String key, String value, String message) {
    assertThat(problemsFor(Parameter.of(key, value)))
        .extracting(Problem::message)
        .containsExactly(message);
  }

  @Test
  void doesNotEvenReadSecrets() {
    assertThat(
            ParameterCheck.checkKeys(
                Api.SYSCTL, List.of(Parameter.of("net.ipv6.conf.eth0.stable_secret", ""))))
        .extracting(Problem::code)
        .containsExactly("SYSCTL_FORBIDDEN");
    assertThat(codesFor(Parameter.of("net.ipv4.tcp_fastopen_key", "0-0-0-0")))
        .containsExactly("SYSCTL_FORBIDDEN");
  }

  @Test
  void refusesKeysOfOneCallThatDoNotGoTogether() {
    assertThat(
            problemsFor(
                Parameter.of("net.ipv4.neigh.default.gc_thresh3", "4096"),
                Parameter.of("net.ipv4.neigh.default.gc_thresh2", "8192")))
        .extracting(Problem::field, Problem::message)
        .containsExactly(
            tuple(
                "parameters[0].value",
                "net.ipv4.neigh.default.gc_thresh3: \"4096\" is less than net.ipv4.neigh.default.gc_thresh2, 8192: each is a step on the way to the next"));
    assertThat(
            problemsFor(
                Parameter.of("vm.dirty_ratio", "20"), Parameter.of("vm.dirty_bytes", "1048576")))
        .extracting(Problem::message)
        .containsExactly(
            "vm.dirty_ratio: cannot be given together with vm.dirty_bytes: the kernel sets the other to 0");
  }

  @Test
  void takesKeysOfOneCallThatGoTogether() {
    assertThat(
            codesFor(
                Parameter.of("net.ipv4.neigh.default.gc_thresh1", "1024"),
                Parameter.of("net.ipv4.neigh.default.gc_thresh3", "8192"),
                Parameter.of("net.ipv4.neigh.default.gc_thresh2", "8192"),
                Parameter.of("net.ipv6.neigh.default.gc_thresh1", "8192"),
                Parameter.of("vm.dirty_ratio", "10"),
                Parameter.of("vm.dirty_background_ratio", "20")))
        .isEmpty();
  }

  static Stream<Arguments> whatNoTableCanShow() {
    return Stream.of(
        Arguments.of("S-17", "n".repeat(254), "1", "SYSCTL_NAME_INVALID"),
        Arguments.of("S-19", "net.ipv4.ip_forward\nkernel.x", "1", "SYSCTL_NAME_INVALID"),
        Arguments.of("S-19", "net.ipv4.ip_forward\n", "1", "SYSCTL_NAME_INVALID"),
        Arguments.of("S-19", "net.ipv4.ip\u0000forward", "1", "SYSCTL_NAME_INVALID"),
        Arguments.of("S-20", "vm.swappiness", "1\nkernel.core_pattern=|/x", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-20", "vm.swappiness", "1\n", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-21", "vm.swappiness", "1\r", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-21", "vm.swappiness", "1\u2028", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-21", "vm.swappiness", "1\u0085", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-21", "vm.swappiness", "1\u0000", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-21", "vm.swappiness", "1\u007f", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-21", "vm.swappiness", "\u0661", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-21", "vm.swappiness", "1\t2", "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-23", "vm.swappiness", "1".repeat(5000), "SYSCTL_VALUE_INVALID"),
        Arguments.of("S-32", "ｋernel.core_pattern", "1", "SYSCTL_NAME_INVALID"),
        Arguments.of("S-32", "kernel.core\u200d_pattern", "1", "SYSCTL_NAME_INVALID"));
  }

  @ParameterizedTest(name = "{0} {index} → {3}")
  @MethodSource("whatNoTableCanShow")
  void refusesControlAndForeignCharacters(String id, String key, String value, String code) {
    assertThat(codesFor(Parameter.of(key, value))).containsExactly(code);
  }

  @Test
  void namesTheCanonicalForm() {
    assertThat(problemsFor(Parameter.of("vm.swappiness", "010")).getFirst().message())
        .isEqualTo(
            "vm.swappiness: \"010\" is not a whole number in decimal form: write 10 (the kernel would read a leading 0 as octal)");
    assertThat(problemsFor(Parameter.of("vm.swappiness", "0x10")).getFirst().message())
        .endsWith("write 16");
  }

  @Test // S-26, S-27: one key has one spelling, so equal text is the only way to say it twice
  void refusesAKeyGivenTwice() {
    assertThat(codesFor(Parameter.of("vm.swappiness", "1"), Parameter.of("vm.swappiness", "1")))
        .containsExactly("SYSCTL_DUPLICATE");
  }

  @Test // S-33
  void refusesMoreThan256Parameters() {
    Parameter[] many =
        IntStream.range(0, 257)
            .mapToObj(i -> Parameter.of("net.test.k" + i, "1"))
            .toArray(Parameter[]::new);
    assertThat(codesFor(many)).containsExactly("PARAMETERS_TOO_MANY");
  }

  @Test
  void refusesAnEmptyList() {
    assertThat(codesFor()).containsExactly("PARAMETERS_EMPTY");
  }

  @Test
  void refusesAMissingValueAndFieldsOfFiles() {
    assertThat(codesFor(new Parameter("vm.swappiness", null, "0644", null, null, null)))
        .containsExactly("FIELD_NOT_APPLICABLE", "SYSCTL_VALUE_INVALID");
  }

  @Test
  void reportsEveryProblemOfACallAndKeepsNothingOfIt() {
    List<Problem> problems =
        problemsFor(
            Parameter.of("vm.swappiness", "1"),
            Parameter.of("vm.x", "a b c d e 0x1"),
            Parameter.of("vm.y", ""));
    assertThat(problems)
        .extracting(Problem::field)
        .containsExactly("parameters[1].value", "parameters[2].value");
  }

  @ParameterizedTest
  @CsvSource({
    "kernel.randomize_va_space, 2",
    "fs.protected_symlinks, 1",
    "kernel.unprivileged_bpf_disabled, 2",
    "fs.suid_dumpable, 0"
  })
  void allowsTheStrengtheningDirection(String key, String value) {
    assertThat(codesFor(Parameter.of(key, value))).isEmpty();
    assertThat(SysctlTable.KNOWN.guard(key, value)).isEmpty();
  }

  private static List<String> codesFor(Parameter... parameters) {
    return problemsFor(parameters).stream().map(Problem::code).toList();
  }

  private static List<Problem> problemsFor(Parameter... parameters) {
    Checked checked = ParameterCheck.ofApply(Api.SYSCTL, List.of(parameters));
    return checked instanceof Invalid invalid ? invalid.problems() : List.of();
  }
}
