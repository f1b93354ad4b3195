package io.keelson.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.FilePath;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.Setting;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy allows of settings that have passed the grammar. */
class PolicyTest {

  private static final String OK = "ok";

  private static final Policy POLICY =
      PolicyTextTest.policy(
          """
          {
            "sysctls": [
              {"name": "net.*"},
              {"name": "net.core.*", "min": 200, "max": 4096},
              {"name": "net.core.somaxconn", "max": 1024},
              {"name": "net.ipv4.tcp_rmem", "min": 4096, "max": 8388608},
              {"name": "net.ipv4.tcp_congestion_control", "values": ["bbr", "cubic"]},
              {"name": "net.ipv4.ip_forward"},
              {"name": "net.ipv4.conf.all.route_localnet", "values": ["1"]},
              {"name": "kernel.*"},
              {"name": "kernel.panic", "min": 1, "max": 60},
              {"name": "kernel.kexec_load_disabled", "irreversible": "accepted"}
            ],
            "files": [
              {"root": "/etc"},
              {"root": "/etc/app", "maxBytes": 4, "maxMode": "0644"},
              {"path": "/etc/app/run.sh", "maxMode": "0755"},
              {"path": "/etc/systemd/system/app.service", "rootEquivalent": "accepted"}
            ]
          }
          """);

  @ParameterizedTest(name = "{0}: {1} = {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          entry  | net.ipv4.tcp_fin_timeout         | 30      | ok
          none   | vm.swappiness                    | 10      | vm.swappiness is not among the sysctls that the policy allows: net.*, net.core.*, net.core.somaxconn
          most   | net.core.netdev_max_backlog      | 4096    | ok
          most   | net.core.netdev_max_backlog      | 4097    | net.core.netdev_max_backlog: sysctls[1] (net.core.*): 4097 is more than 4096
          least  | net.core.netdev_max_backlog      | 100     | sysctls[1] (net.core.*): 100 is less than 200
          exact  | net.core.somaxconn               | 128     | ok
          exact  | net.core.somaxconn               | 2048    | sysctls[2] (net.core.somaxconn): 2048 is more than 1024
          tuple  | net.ipv4.tcp_rmem                | 4096 8192 16384 | ok
          tuple  | net.ipv4.tcp_rmem                | 4096 8192 99999999 | sysctls[3] (net.ipv4.tcp_rmem): 99999999 is more than
          word   | net.core.default_qdisc           | fq      | only numbers from 200 to 4096 are allowed
          values | net.ipv4.tcp_congestion_control  | bbr     | ok
          values | net.ipv4.tcp_congestion_control  | reno    | "reno" is none of bbr, cubic
          S-07   | kernel.panic                     | 10      | ok
          S-07   | kernel.panic                     | -1      | -1 is less than 1
          S-07   | kernel.panic_on_oops             | 1       | sysctls[7] (kernel.*): turns a small fault into the death of the node; only an entry for kernel.panic_on_oops itself
          S-10   | net.ipv4.ip_forward              | 1       | ok
          S-10   | net.ipv4.ip_forward              | 0       | only an entry for net.ipv4.ip_forward itself with "0" among its values allows it
          S-10   | net.ipv4.conf.all.forwarding     | 0       | sysctls[0] (net.*): this value cuts the network
          S-11   | net.ipv4.conf.all.route_localnet | 1       | ok
          S-11   | net.ipv4.conf.eth0.route_localnet | 1      | opens ports that listen on loopback
          S-13   | kernel.kexec_load_disabled       | 1       | ok
          S-13   | kernel.modules_disabled          | 1       | with irreversible: accepted allows it
          """)
  void sysctl(String id, String key, String value, String expected) {
    assertThat(answer(Api.SYSCTL, Parameter.of(key, value))).contains(expected);
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          root   | /etc/motd                       | 0644 | ok
          none   | /opt/x                          | 0644 | PATH_NOT_ALLOWED /opt/x is not among the files that the policy allows: root /etc, root /etc/app
          mode   | /etc/motd                       | 0775 | MODE_FORBIDDEN /etc/motd: files[0] (root /etc): mode 0775 is more than 0755
          inner  | /etc/app/a                      | 0644 | ok
          inner  | /etc/app/a                      | 0755 | files[1] (root /etc/app): mode 0755 is more than 0644
          inner  | /etc/app/a                      | 0600 | ok
          path   | /etc/app/run.sh                 | 0755 | ok
          path   | /etc/app/run.sh/x               | 0755 | files[1]
          F-03   | /etc/containerd/config.toml     | 0644 | PATH_FORBIDDEN /etc/containerd/config.toml is refused: it decides what runs
          F-04   | /etc/systemd/system/app.service | 0644 | ok
          F-04   | /etc/systemd/system/b.service   | 0644 | only an entry of the policy with this path and rootEquivalent: accepted allows it
          F-05   | /etc/cron.d/x                   | 0644 | PATH_FORBIDDEN
          F-05   | /etc/app/.bashrc                | 0644 | PATH_FORBIDDEN
          F-06   | /etc/modprobe.d/x               | 0644 | PATH_FORBIDDEN
          F-31   | /etc/SYSTEMD/system/app.service | 0644 | PATH_FORBIDDEN
          docker | /etc/docker/daemon.json         | 0644 | PATH_FORBIDDEN
          apt    | /etc/apt/sources.list.d/x.list  | 0644 | PATH_FORBIDDEN
          """)
  void file(String id, String path, String mode, String expected) {
    assertThat(answer(Api.FILE, new Parameter(path, "1234", mode, null, null, null)))
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/app/a, ok",
    "/etc/systemd/system/app.service, ok",
    "/etc/systemd/system/b.service, PATH_FORBIDDEN",
    "/opt/x, PATH_NOT_ALLOWED"
  })
  void aFileIsRemovedOnlyWhereItMayBeWritten(String path, String expected) {
    assertThat(answer(Api.FILE, Parameter.absent(path))).contains(expected);
  }

  @Test
  void narrowsTheSizeOfFiles() {
    assertThat(answer(Api.FILE, Parameter.of("/etc/app/a", "12345")))
        .isEqualTo(
            "CONTENT_TOO_LARGE /etc/app/a: files[1] (root /etc/app): 5 bytes are more than 4");
  }

  @Test
  void directoriesAreMadeOnlyWhereTheDecidingEntrySaysSo() {
    FileRules files =
        new FileRules(
            List.of(
                FileRule.root("/etc").makingParents(),
                FileRule.root("/etc/app"),
                FileRule.root("/etc/docker").makingParents()));
    Policy policy =
        new Policy(
            new SysctlRules(List.of()), files, HostnameRule.REFUSED, new Bindings(List.of()));
    assertThat(policy.createsParents(new FilePath("/etc/other/a"))).isTrue();
    assertThat(policy.createsParents(new FilePath("/etc/app/sub/a"))).isFalse();
    assertThat(policy.createsParents(new FilePath("/etc/docker/a"))).as("refused").isFalse();
    assertThat(policy.createsParents(new FilePath("/opt/a"))).isFalse();
    assertThat(POLICY.createsParents(new FilePath("/etc/app/a"))).isFalse();
  }

  @Test
  void aFileIsOnTheFileSystemOfItsRootOrItsOwnDirectory() {
    assertThat(POLICY.rootOf(new FilePath("/etc/app/a"))).contains(new FilePath("/etc/app"));
    assertThat(POLICY.rootOf(new FilePath("/etc/systemd/system/app.service")))
        .contains(new FilePath("/etc/systemd/system"));
    assertThat(POLICY.rootOf(new FilePath("/etc/systemd/system/b.service"))).isEmpty();
    assertThat(POLICY.rootOf(new FilePath("/opt/x"))).isEmpty();
  }

  @Test
  void namesAreRefusedUnlessAllowed() {
    Parameter name = Parameter.of("hostname", "node1");
    assertThat(answer(Api.HOSTNAME, name)).startsWith("HOSTNAME_NOT_ALLOWED");
    Policy allows = PolicyTextTest.policy("{\"hostname\": {\"allowed\": true}}");
    assertThat(answer(allows, Api.HOSTNAME, name, "a", Policy.ANY_NODE)).isEqualTo(OK);
  }

  @Test
  @DisplayName("A-28: without a policy nothing is allowed")
  void nothingAllowsNothing() {
    for (Setting setting :
        List.of(
            settings(Api.SYSCTL, Parameter.of("vm.swappiness", "1")).getFirst(),
            settings(Api.FILE, Parameter.of("/etc/keelson.d/a", "1")).getFirst(),
            settings(Api.HOSTNAME, Parameter.of("hostname", "a")).getFirst())) {
      assertThat(Policy.NOTHING.check(List.of(setting), "a", Policy.ANY_NODE)).hasSize(1);
    }
  }

  @ParameterizedTest(name = "S-25: {0} with {1} reserved, entry {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1024 65535  | 2379-2380,6443,10250,30000-32767 | net.* | ok
          1024 65535  | 30000-32767 | net.* | SYSCTL_VALUE_INVALID net.ipv4.ip_local_port_range: "1024 65535" lets connections take ports of services: 2379-2380 (etcd), 6443 (the API server), 10250 (the kubelet);
          1024 65535  | 80          | net.ipv4.* | SYSCTL_VALUE_INVALID net.ipv4.ip_local_port_range: "1024 65535" lets
          1024 65535  | 80          | net.ipv4.ip_local_port_range | ok
          32768 60999 | 80          | net.* | ok
          """)
  void leavesPortsToServicesUnlessAnEntryTakesTheRangeAsItStands(
      String range, String reserved, String entry, String said) {
    Policy policy =
        PolicyTextTest.policy(
            """
            {"sysctls": [{"name": "net.ipv4.ip_local_reserved_ports"}, {"name": "%s", "values": ["32768 60999", "1024 65535"]}]}
            """
                .formatted(entry));
    List<Setting> settings =
        settings(
            Api.SYSCTL,
            Parameter.of("net.ipv4.ip_local_reserved_ports", reserved),
            Parameter.of("net.ipv4.ip_local_port_range", range));
    assertThat(said(policy.check(settings, "default", Policy.ANY_NODE))).startsWith(said);
  }

  private static final Policy BOUND =
      PolicyTextTest.policy(
          """
          {
            "sysctls": [{"name": "vm.*"}, {"name": "net.core.*"}],
            "files": [{"root": "/etc/a"}, {"root": "/etc/b"}],
            "hostname": {"allowed": true},
            "bindings": [
              {"namespaces": ["team"], "nodeLabels": {"team": "a"}, "sysctls": ["vm.swappiness"], "files": ["/etc/a"]},
              {"namespaces": ["team", "ops"], "sysctls": ["net.core.*", "kernel.*"], "hostname": true}
            ]
          }
          """);

  @ParameterizedTest(name = "C-02: {0} on {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          team  | a | vm.swappiness      | ok
          team  | b | vm.swappiness      | vm.swappiness: namespace team may not set this here: it may only what is given by bindings[0], bindings[1]
          team  | a | vm.stat_interval   | namespace team may not set this here
          team  | b | net.core.somaxconn | ok
          ops   | a | net.core.somaxconn | ok
          ops   | a | vm.swappiness      | namespace ops may not set this here: it may only what is given by bindings[1]
          ops   | a | kernel.msgmax      | kernel.msgmax is not among the sysctls that the policy allows
          other | b | vm.swappiness      | ok
          """)
  void aBindingNarrowsWhatANamespaceMay(String namespace, String team, String key, String said) {
    assertThat(answer(BOUND, Api.SYSCTL, Parameter.of(key, "200"), namespace, node(team)))
        .contains(said);
  }

  @Test
  @DisplayName("C-02: files, names, and a node that no binding is for")
  void aBindingNarrowsFilesAndNames() {
    Parameter file = Parameter.of("/etc/a/x", "");
    Parameter name = Parameter.of("hostname", "x");
    assertThat(answer(BOUND, Api.FILE, file, "team", node("a"))).isEqualTo(OK);
    assertThat(answer(BOUND, Api.FILE, file, "team", node("b"))).startsWith("PATH_NOT_ALLOWED");
    assertThat(answer(BOUND, Api.FILE, file, "ops", node("a"))).startsWith("PATH_NOT_ALLOWED");
    assertThat(answer(BOUND, Api.HOSTNAME, name, "ops", node("a"))).isEqualTo(OK);
    Policy elsewhere =
        PolicyTextTest.policy(
            """
            {"hostname": {"allowed": true},
             "bindings": [{"namespaces": ["*"], "nodeLabels": {"team": "a"}, "hostname": true}]}
            """);
    assertThat(answer(elsewhere, Api.HOSTNAME, name, "any", node("a"))).isEqualTo(OK);
    assertThat(answer(elsewhere, Api.HOSTNAME, name, "any", node("b")))
        .isEqualTo(
            "HOSTNAME_NOT_ALLOWED hostname: namespace any may set nothing on this node: its labels are not those of bindings[0]");
  }

  @Test
  void everyRefusalOfARequestIsTold() {
    List<Setting> settings =
        settings(
            Api.SYSCTL,
            Parameter.of("net.core.somaxconn", "128"),
            Parameter.of("vm.a", "1"),
            Parameter.of("net.core.somaxconn2", "1"));
    assertThat(POLICY.check(settings, "a", Policy.ANY_NODE))
        .extracting(Problem::field)
        .containsExactly("parameters[1].key", "parameters[2].value");
  }

  private static Predicate<Map<String, String>> node(String team) {
    return wanted -> Map.of("team", team).entrySet().containsAll(wanted.entrySet());
  }

  private static String answer(Api api, Parameter parameter) {
    return answer(POLICY, api, parameter, "default", Policy.ANY_NODE);
  }

  private static String answer(
      Policy policy,
      Api api,
      Parameter parameter,
      String namespace,
      Predicate<Map<String, String>> node) {
    return said(policy.check(settings(api, parameter), namespace, node));
  }

  private static String said(List<Problem> problems) {
    return problems.isEmpty()
        ? OK
        : problems.getFirst().code() + " " + problems.getFirst().message();
  }

  private static List<Setting> settings(Api api, Parameter... parameters) {
    return switch (ParameterCheck.ofApply(api, List.of(parameters))) {
      case Checked.Valid valid -> valid.settings();
      case Checked.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }
}
