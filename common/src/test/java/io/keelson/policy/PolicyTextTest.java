package io.keelson.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.policy.PolicyText.Outcome.Bad;
import io.keelson.policy.PolicyText.Outcome.Good;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy's text: what is taken, and where each mistake is found. */
class PolicyTextTest {

  static final String GOOD =
      """
      {
        "sysctls": [
          {"name": "net.ipv4.*"},
          {"name": "vm.swappiness", "min": 0, "max": 60},
          {"name": "net.ipv4.tcp_congestion_control", "values": ["bbr", "cubic"]},
          {"name": "kernel.panic"},
          {"name": "net.ipv4.ip_forward", "values": ["0", "1"]},
          {"name": "kernel.kexec_load_disabled", "values": ["1"], "irreversible": "accepted"},
          {"name": "fs.file-max", "max": "9223372036854775807"}
        ],
        "files": [
          {"root": "/etc/keelson.d", "maxBytes": 4096, "maxMode": "0644", "createParents": true},
          {"path": "/etc/systemd/system/app.service", "rootEquivalent": "accepted"}
        ],
        "hostname": {"allowed": true},
        "bindings": [
          {"namespaces": ["team-a"], "nodeLabels": {"example.com/team": "a"}, "sysctls": ["vm.*"]},
          {"namespaces": ["*"], "files": ["/etc/keelson.d"], "hostname": true}
        ]
      }
      """;

  @Test
  void takesEveryField() {
    assertThat(read(GOOD))
        .isInstanceOfSatisfying(
            Good.class,
            good ->
                assertThat(good.policy().summary())
                    .containsExactly(
                        "sysctls[0] (net.ipv4.*): any value",
                        "sysctls[1] (vm.swappiness): numbers from 0 to 60",
                        "sysctls[2] (net.ipv4.tcp_congestion_control): one of bbr, cubic",
                        "sysctls[3] (kernel.panic): any value",
                        "sysctls[4] (net.ipv4.ip_forward): one of 0, 1",
                        "sysctls[5] (kernel.kexec_load_disabled): one of 1, irreversible accepted",
                        "sysctls[6] (fs.file-max): numbers to 9223372036854775807",
                        "files[0] (root /etc/keelson.d): at most 4096 bytes, mode at most 0644, missing directories are made",
                        "files[1] (path /etc/systemd/system/app.service): at most 524288 bytes, mode at most 0755, ROOT EQUIVALENT accepted",
                        "hostname: allowed",
                        "bindings[0] namespaces team-a on nodes with {example.com/team=a}: sysctls [vm.*], files [], hostname no",
                        "bindings[1] namespaces *: sysctls [], files [/etc/keelson.d], hostname yes"));
  }

  @Test
  void anEmptyObjectAllowsNothing() {
    assertThat(read("{}")).isEqualTo(new Good(Policy.NOTHING));
  }

  static List<Arguments> oneMistake() {
    return List.of(
        of("", "1:1: is empty"),
        of("  \n ", "1:1: is empty"),
        of("[]", "1:1: the policy: a list where an object in braces is needed"),
        of("{} {}", "1:4: goes on after the end"),
        of("{\"sysctls\": []", "not JSON"),
        of("{\"sysctls\": [}", "1:14: not JSON"),
        of("{'sysctls': []}", "not JSON"),
        of("\ufeff{}", "1:1: not JSON: it begins with a byte order mark"),
        of(
            "sysctls:\n  - name: vm.*\n",
            "1:1: not JSON: it must be an object in braces. The chart"),
        of("# ours\nsysctls: []\n", "1:1: not JSON: it must be an object in braces. The chart"),
        of(
            "{\n  // ours\n}",
            "2:3: not JSON: Unexpected character ('/' (code 47)): maybe a (non-standard) comment?"),
        of("[".repeat(40), "not JSON"),
        of(
            "{\"files\": [{\"root\": \"/etc/app\", \"createParents\": \"yes\"}]}",
            "files[0].createParents: text where true or false"),
        of(
            "{\"sysctl\": []}",
            "1:2: the policy: unknown field \"sysctl\": known are bindings, files"),
        of(
            "{\n \"files\": [],\n \"files\": []\n}",
            "3:2: \"files\" is given twice, first in line 2"),
        of("{\"sysctls\": {}}", "1:13: the policy.sysctls: an object where a list in brackets"),
        of("{\"sysctls\": null}", "1:13: the policy.sysctls: null where a list"),
        of(sysctl("\"vm.*\""), "1:14: sysctls[0]: text where an object in braces is needed"),
        of(sysctl("{}"), "1:14: sysctls[0]: \"name\" is missing"),
        of(sysctl("{\"name\": 1}"), "1:23: sysctls[0].name: a number where text in quotes"),
        of(sysctl("{\"name\": \"*\"}"), "1:23: sysctls[0].name: \"*\" would match everything"),
        of(sysctl("{\"name\": \"vm\"}"), "sysctls[0].name: \"vm\" needs two parts or more"),
        of(sysctl("{\"name\": \"net.ip*\"}"), "is not a pattern of sysctl names"),
        of(sysctl("{\"name\": \"Net.x\"}"), "is not a pattern of sysctl names"),
        of(
            sysctl("{\"name\": \"vm.x\", \"max\": 1.5}"),
            "sysctls[0].max: a number with a fraction where a whole"),
        of(
            sysctl("{\"name\": \"vm.x\", \"max\": \"many\"}"),
            "sysctls[0].max: text where a whole number"),
        of(
            sysctl("{\"name\": \"vm.x\", \"max\": true}"),
            "sysctls[0].max: true where a whole number"),
        of(
            sysctl("{\"name\": \"vm.x\", \"min\": 2, \"max\": 1}"),
            "sysctls[0].min: 2 is more than max, 1"),
        of(
            sysctl("{\"name\": \"vm.x\", \"values\": []}"),
            "sysctls[0].values: none: name at least one"),
        of(
            sysctl("{\"name\": \"vm.x\", \"values\": [1]}"),
            "sysctls[0].values: a number where text"),
        of(sysctl("{\"name\": \"vm.*\", \"values\": [\"010\"]}"), "write 10"),
        of(
            sysctl("{\"name\": \"kernel.pid_max\", \"values\": [\"300\"]}"),
            "sysctls[0].values: kernel.pid_max: \"300\""),
        of(
            sysctl("{\"name\": \"vm.x\", \"irreversible\": \"accepted\"}"),
            "sysctls[0].irreversible: only for a key"),
        of(
            sysctl("{\"name\": \"kernel.modules_disabled\", \"irreversible\": \"yes\"}"),
            "the only word is \"accepted\""),
        of(sysctl("{\"name\": \"kernel.modules_disabled\"}"), "say \"irreversible\": \"accepted\""),
        of(
            sysctl("{\"name\": \"kernel.core_pattern\"}"),
            "nothing allows kernel.core_pattern: makes the kernel run"),
        of(sysctl("{\"name\": \"vm.drop_caches\"}"), "nothing allows vm.drop_caches"),
        of(
            sysctl("{\"name\": \"net.ipv4.tcp_fastopen_key\"}"),
            "nothing allows net.ipv4.tcp_fastopen_key: is a secret"),
        of(
            sysctl("{\"name\": \"net.core.somaxconn\", \"max\": 127}"),
            "1:52: sysctls[0].min, max: no value of net.core.somaxconn is within: it takes a whole number from 128 to 2147483647"),
        of(
            sysctl("{\"name\": \"vm.swappiness\", \"min\": 201}"),
            "1:47: sysctls[0].min, max: no value of vm.swappiness is within"),
        of(
            sysctl("{\"name\": \"vm.x\"}, {\"name\": \"vm.x\"}"),
            "sysctls[1].name: vm.x is given twice, first in line 1"),
        of(file("{}"), "1:12: files[0]: give either \"root\", a directory, or \"path\""),
        of(file("{\"root\": \"/a/b\", \"path\": \"/a/b\"}"), "files[0]: give either"),
        of(file("{\"root\": \"/\"}"), "files[0].root: \"/\" is not an absolute path"),
        of(file("{\"root\": \"etc\"}"), "is not an absolute path"),
        of(file("{\"root\": \"/etc/../x\"}"), "must not contain"),
        of(file("{\"root\": \"/etc/\"}"), "must not contain"),
        of(file("{\"path\": \"/x\"}"), "files[0].path: /x: a file right below / cannot be allowed"),
        of(
            file("{\"root\": \"/etc/ssh\"}"),
            "files[0].root: nothing allows /etc/ssh: it holds accounts or keys"),
        of(
            file("{\"path\": \"/etc/shadow\", \"rootEquivalent\": \"accepted\"}"),
            "nothing allows /etc/shadow"),
        of(
            file(
                "{\"path\": \"/etc/kubernetes/manifests/x.yaml\", \"rootEquivalent\": \"accepted\"}"),
            "static pods"),
        of(
            file("{\"path\": \"/etc/ld.so.preload\", \"rootEquivalent\": \"accepted\"}"),
            "nothing allows"),
        of(file("{\"path\": \"/etc/pam.d/x\", \"rootEquivalent\": \"accepted\"}"), "(PAM)"),
        of(
            file("{\"root\": \"/etc/systemd\"}"),
            "files[0].root: /etc/systemd: it runs as root at boot: name each file"),
        of(file("{\"root\": \"/etc/docker\"}"), "name each file by \"path\""),
        of(
            file("{\"root\": \"/etc/a\", \"rootEquivalent\": \"accepted\"}"),
            "files[0].rootEquivalent: only for a single file"),
        of(
            file("{\"path\": \"/etc/cron.d/x\"}"),
            "so who writes it is root: say \"rootEquivalent\": \"accepted\""),
        of(
            file("{\"path\": \"/etc/cron.d/x\", \"rootEquivalent\": true}"),
            "files[0].rootEquivalent: true where text"),
        of(
            file("{\"root\": \"/etc/a\", \"maxBytes\": 524289}"),
            "files[0].maxBytes: 524289 is not from 0 to 524288"),
        of(file("{\"root\": \"/etc/a\", \"maxBytes\": -1}"), "is not from 0"),
        of(file("{\"root\": \"/etc/a\", \"maxMode\": \"0777\"}"), "Mode \"0777\" is set-uid"),
        of(file("{\"root\": \"/etc/a\", \"maxMode\": \"644\"}"), "is not four octal digits"),
        of(
            file("{\"root\": \"/etc/a\"}, {\"root\": \"/etc/a\"}"),
            "files[1].root: /etc/a is given twice"),
        of("{\"hostname\": true}", "1:14: hostname: true where an object"),
        of("{\"hostname\": {}}", "hostname: \"allowed\" is missing"),
        of("{\"hostname\": {\"allowed\": \"yes\"}}", "hostname.allowed: text where true or false"),
        of(
            "{\"hostname\": {\"allowed\": true, \"kubeletNodeName\": true}}",
            "hostname.kubeletNodeName: true where text in quotes"),
        of(
            "{\"hostname\": {\"allowed\": true, \"kubeletNodeName\": \"yes\"}}",
            "hostname.kubeletNodeName: \"yes\": the words are \"accepted\" and \"refused\""),
        of(
            "{\"hostname\": {\"allowed\": false, \"kubeletNodeName\": \"accepted\"}}",
            "kubeletNodeName: no name is allowed, so that it does nothing"),
        of(binding("{}"), "bindings[0]: \"namespaces\" is missing"),
        of(binding("{\"namespaces\": [\"A\"]}"), "bindings[0].namespaces: \"A\" is not the name"),
        of(binding("{\"namespaces\": [\"*\", \"a\"]}"), "\"*\" stands alone"),
        of(
            binding("{\"namespaces\": [\"a\"], \"nodeLabels\": []}"),
            "bindings[0].nodeLabels: a list where an object"),
        of(
            binding("{\"namespaces\": [\"a\"], \"nodeLabels\": {\"-\": \"x\"}}"),
            "is not the name of a label"),
        of(
            binding("{\"namespaces\": [\"a\"], \"nodeLabels\": {\"x\": 1}}"),
            "the value of x must be a label's"),
        of(
            binding("{\"namespaces\": [\"a\"], \"sysctls\": [\"*\"]}"),
            "bindings[0].sysctls: \"*\" would match everything"),
        of(
            binding("{\"namespaces\": [\"a\"], \"files\": [\"x\"]}"),
            "bindings[0].files: \"x\" is not an absolute"),
        of(
            binding("{\"namespaces\": [\"a\"], \"hostname\": 1}"),
            "bindings[0].hostname: a number where true or false"));
  }

  @ParameterizedTest(name = "{0} → {1}")
  @MethodSource("oneMistake")
  void tellsAMistakeAndWhereItIs(String text, String message) {
    assertThat(mistakes(text)).singleElement().asString().contains(message);
  }

  @Test
  void tellsAllMistakesAtOnceInTheOrderOfTheText() {
    assertThat(
            mistakes(
                """
                {
                  "sysctls": [
                    {"name": "*"},
                    {"name": "vm.x", "max": true, "most": 1}
                  ],
                  "bindings": 7,
                  "files": [{"root": "etc"}],
                  "hostnames": {}
                }
                """))
        .extracting(Mistake::line)
        .containsExactly(3, 4, 4, 6, 7, 8);
  }

  @Test
  void refusesWhatIsTooLongOrNoText() {
    assertThat(PolicyText.read(new byte[PolicyText.LARGEST + 1]).toString())
        .contains("at most 262144");
    assertThat(PolicyText.read(new byte[] {'{', (byte) 0xc3, '}'}).toString())
        .contains("not UTF-8");
  }

  @Test
  void showsNoControlCharacters() {
    assertThat(mistakes("{\"\\u001b[2J\\n\": 1}").getFirst().message())
        .contains("\\u001b[2J\\u000a")
        .matches("[ -~]+");
  }

  static PolicyText.Outcome read(String text) {
    return PolicyText.read(text.getBytes(StandardCharsets.UTF_8));
  }

  static Policy policy(String text) {
    return switch (read(text)) {
      case Good good -> good.policy();
      case Bad bad -> throw new AssertionError(bad.mistakes());
    };
  }

  private static List<Mistake> mistakes(String text) {
    return read(text) instanceof Bad bad ? bad.mistakes() : List.of();
  }

  private static Arguments of(String text, String message) {
    return Arguments.of(text, message);
  }

  private static String sysctl(String entries) {
    return "{\"sysctls\": [" + entries + "]}";
  }

  private static String file(String entries) {
    return "{\"files\": [" + entries + "]}";
  }

  private static String binding(String entries) {
    return "{\"bindings\": [" + entries + "]}";
  }
}
