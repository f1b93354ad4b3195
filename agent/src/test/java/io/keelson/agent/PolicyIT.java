package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a policy file makes of calls, and what becomes of it while the agent runs. */
class PolicyIT {

  private static final String POLICY =
      """
      {
        "sysctls": [{"name": "vm.*"}, {"name": "vm.swappiness", "max": 60},
                    {"name": "kernel.panic", "values": ["10"]},
                    {"name": "net.ipv4.ip_forward", "values": ["0", "1"]},
                    {"name": "kernel.kexec_load_disabled", "irreversible": "accepted"}],
        "files": [{"root": "/etc/app", "maxBytes": 10, "maxMode": "0640"},
                  {"path": "/etc/systemd/system/app.service", "rootEquivalent": "accepted"}],
        "bindings": [{"namespaces": ["default"], "sysctls": ["vm.swappiness", "kernel.*", "net.*"],
                      "files": ["/etc/app", "/etc/systemd/system/app.service"]}]
      }
      """;

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .sysctl("vm.swappiness", "60")
            .sysctl("vm.dirty_ratio", "20")
            .sysctl("kernel.panic", "0")
            .sysctl("kernel.kexec_load_disabled", "0")
            .sysctl("net.ipv4.ip_forward", "1")
            .directory("/etc/app")
            .directory("/etc/systemd/system");
    agent = TestAgent.withPolicy(host, work, POLICY);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  @DisplayName("S-07, S-10, S-13: what an entry accepts in so many words is set")
  void setsWhatAnEntryAcceptsByName() {
    Answer answer =
        agent.post(
            "/v1/sysctl",
            Parameter.of("kernel.panic", "10"),
            Parameter.of("net.ipv4.ip_forward", "0"),
            Parameter.of("kernel.kexec_load_disabled", "1"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(host.sysctl("kernel.panic")).isEqualTo("10");
    assertThat(host.sysctl("net.ipv4.ip_forward")).isEqualTo("0");
  }

  @Test
  void aRefusalNamesTheEntry() {
    assertThat(agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "61")).body())
        .contains("SYSCTL_NOT_ALLOWED", "sysctls[1] (vm.swappiness): 61 is more than 60");
    assertThat(agent.post("/v1/file", Parameter.of("/etc/app/a", "x")).body())
        .contains("MODE_FORBIDDEN", "files[0] (root /etc/app): mode 0644 is more than 0640");
    assertThat(agent.post("/v1/hostname", Parameter.of("hostname", "a")).body())
        .contains("HOSTNAME_NOT_ALLOWED");
    assertThat(agent.post("/v1/sysctl", Parameter.of("vm.dirty_ratio", "10")).body())
        .contains("namespace default may not set this here");
  }

  @Test
  @DisplayName("F-04: a unit that the policy names, and no other")
  void writesAFileThatMakesRootOnlyWhereItIsNamed() {
    assertThat(agent.post("/v1/file", Parameter.of("/etc/systemd/system/app.service", "[Unit]\n")))
        .satisfies(answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(200));
    assertThat(host.read("/etc/systemd/system/app.service")).isEqualTo("[Unit]\n");
    assertThat(agent.post("/v1/file", Parameter.of("/etc/systemd/system/b.service", "x")).body())
        .contains("PATH_FORBIDDEN");
    assertThat(agent.get("/v1/file?key=/etc/systemd/system/b.service").body())
        .contains("PATH_FORBIDDEN");
  }

  @Test
  void followsTheFileWithoutAStartAndTellsWhenItIsBad() throws Exception {
    assertThat(agent.health("/metrics").body()).contains("keelson_agent_policy_ok 1.0");
    Path file = work.resolve("policy.json");
    Files.writeString(file, "{\"sysctls\": [{\"name\": \"vm.*\"}]}");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(agent.post("/v1/sysctl", Parameter.of("vm.dirty_ratio", "10")).status())
                    .isEqualTo(200));
    Files.writeString(file, "{\n\"sysctl\": []}");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(agent.get("/v1/state").body())
                    .contains("POLICY_INVALID", ":2:1: the policy: unknown field"));
    assertThat(agent.health("/metrics").body()).contains("keelson_agent_policy_ok 0.0");
    assertThat(agent.post("/v1/sysctl", Parameter.of("vm.dirty_ratio", "11")).status())
        .isEqualTo(200);
  }

  @Test
  void theCommandSaysWhatAPolicyAllowsOrWhereItIsWrong() throws Exception {
    Path good = work.resolve("policy.json");
    assertThat(check(good.toString())).startsWith("0 sysctls[0] (vm.*): any value\n");
    Path bad = Files.writeString(work.resolve("bad.json"), "{\n \"a\": 1,\n \"b\": 1}");
    assertThat(check(bad.toString()))
        .startsWith("1 " + bad + ":2:2: the policy: unknown field \"a\"")
        .contains("\n" + bad + ":3:2: ");
    assertThat(check(work.resolve("none").toString()))
        .startsWith("2 ")
        .contains("cannot be read: there is no such file");
  }

  /** Exit code and what was printed. */
  private static String check(String file) {
    CommandLine line = new CommandLine(new PolicyCommand());
    line.parseArgs("check", file);
    PolicyCommand.Check check = line.getSubcommands().get("check").getCommand();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return check.run(to, to) + " " + printed.toString(StandardCharsets.UTF_8);
  }
}
