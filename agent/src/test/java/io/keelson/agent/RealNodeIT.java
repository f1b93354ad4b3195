package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.agent.host.RealNode;
import io.keelson.setting.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent before a real kernel, in other namespaces than this test's. */
class RealNodeIT {

  @TempDir static Path work;
  private static RealNode node;
  private static TestAgent agent;

  @BeforeAll
  static void start() throws IOException {
    node = RealNode.start();
    agent = TestAgent.on(node.root(), work, "net.*,kernel.*", "/etc/keelson.d", true);
    // If the agent were in this machine's namespaces, every test would change this machine: stop
    // here then.
    assertThat(agent.get("/v1/hostname").body()).contains("\"value\":\"before\"");
  }

  @AfterAll
  static void stop() {
    agent.close();
    node.close();
  }

  @BeforeEach
  void reset() throws IOException {
    node.run("sysctl", "-w", "net.ipv4.ip_forward=0", "net.ipv4.tcp_fin_timeout=60");
    node.run("rm", "-f", "/etc/sysctl.d/90-keelson.conf");
  }

  private static String ours(String key) throws IOException {
    return new ProcessBuilder("sysctl", "-n", key).start().inputReader().readLine();
  }

  @Test
  @DisplayName("S-30: a sysctl changes in PID 1's network namespace and nowhere else")
  void setsANetworkSysctlOfTheNodeOnly() throws IOException {
    String oursBefore = ours("net.ipv4.tcp_fin_timeout");
    Answer answer = agent.post("/v1/sysctl", Parameter.of("net.ipv4.tcp_fin_timeout", "33"));
    assertThat(answer.body()).contains("\"was\":\"60\",\"now\":\"33\",\"changed\":true");
    assertThat(node.run("sysctl", "-n", "net.ipv4.tcp_fin_timeout")).isEqualTo("33");
    assertThat(ours("net.ipv4.tcp_fin_timeout")).isEqualTo(oursBefore).isNotEqualTo("33");
    assertThat(node.run("cat", "/etc/sysctl.d/90-keelson.conf"))
        .endsWith("net.ipv4.tcp_fin_timeout = 33");
  }

  @Test
  @DisplayName("H-15: the host name changes in PID 1's UTS namespace and in /etc/hostname")
  void setsTheNameOfTheNodeOnly() throws IOException {
    String oursBefore = ours("kernel.hostname");
    Answer answer = agent.post("/v1/hostname", Parameter.of("hostname", "node1"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(node.run("hostname")).isEqualTo("node1");
    assertThat(node.run("cat", "/etc/hostname")).isEqualTo("node1");
    assertThat(ours("kernel.hostname")).isEqualTo(oursBefore).isNotEqualTo("node1");
    assertThat(agent.get("/v1/hostname").body()).contains("\"value\":\"node1\"");
  }

  @Test
  void isReady() {
    assertThat(agent.health("/readyz").body()).isEqualTo("ok\n");
  }

  @Test
  void takesBackWhatWasSetWhenTheKernelRefusesALaterValue() throws IOException {
    Answer answer =
        agent.post(
            "/v1/sysctl",
            Parameter.of("net.ipv4.tcp_fin_timeout", "44"),
            Parameter.of("net.ipv4.ip_forward", "1"),
            Parameter.of("net.ipv4.tcp_congestion_control", "nosuch"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains("SYSCTL_VALUE_REFUSED", "tcp_congestion_control", "\\\"nosuch\\\"");
    assertThat(node.run("sysctl", "-n", "net.ipv4.tcp_fin_timeout")).isEqualTo("60");
    assertThat(node.run("sysctl", "-n", "net.ipv4.ip_forward")).isEqualTo("0");
    assertThat(node.run("ls", "/etc/sysctl.d")).isEmpty();
  }

  @Test
  void namesTheKernelsWordsForAValueOutOfRange() throws IOException {
    Answer answer = agent.post("/v1/sysctl", Parameter.of("net.ipv4.tcp_min_rtt_wlen", "86401"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("SYSCTL_VALUE_REFUSED", "Invalid argument");
  }

  @Test
  @DisplayName("S-31: a read-only key")
  void refusesAReadOnlyKeyBeforeAnyChange() throws IOException {
    Answer answer =
        agent.post(
            "/v1/sysctl",
            Parameter.of("net.ipv4.tcp_fin_timeout", "44"),
            Parameter.of("net.ipv4.nope", "1"));
    assertThat(answer.body()).contains("SYSCTL_UNKNOWN");
    answer =
        agent.post(
            "/v1/sysctl",
            Parameter.of("net.ipv4.tcp_fin_timeout", "44"),
            Parameter.of("net.ipv4.tcp_available_congestion_control", "x"));
    assertThat(answer.body()).contains("SYSCTL_READ_ONLY");
    assertThat(node.run("sysctl", "-n", "net.ipv4.tcp_fin_timeout")).isEqualTo("60");
  }

  @Test
  @DisplayName("S-24: half a pair")
  void takesBackAValueThatTheKernelTookOnlyInPart() throws IOException {
    // In no table, so that two numbers for one reach the kernel, which takes the first.
    Answer answer = agent.post("/v1/sysctl", Parameter.of("net.ipv4.conf.lo.tag", "1 2"));
    assertThat(answer.body()).contains("SYSCTL_READBACK_MISMATCH");
    assertThat(node.run("sysctl", "-n", "net.ipv4.conf.lo.tag")).isEqualTo("0");
  }

  @Test
  void takesAPortListInTheKernelsOtherSpelling() throws IOException {
    Answer answer =
        agent.post(
            "/v1/sysctl", Parameter.of("net.ipv4.ip_local_reserved_ports", "8000-8001,8002,9443"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(node.run("sysctl", "-n", "net.ipv4.ip_local_reserved_ports"))
        .isEqualTo("8000-8002,9443");
  }

  @Test
  @DisplayName("F-22: an immutable file, where the file system knows the mark")
  void refusesAnImmutableFile() throws IOException {
    node.run("sh", "-c", "echo x > /etc/keelson.d/fixed.conf");
    if (!node.run("chattr", "+i", "/etc/keelson.d/fixed.conf").isEmpty()) {
      return;
    }
    Answer answer = agent.post("/v1/file", Parameter.of("/etc/keelson.d/fixed.conf", "y"));
    assertThat(answer.body()).contains("FS_IMMUTABLE");
    node.run("chattr", "-i", "/etc/keelson.d/fixed.conf");
  }

  @Test
  void undoesTheValuesWhenTheDropInCannotBeWritten() throws IOException {
    String before = node.run("sh", "-c", "ls -lA /etc/sysctl.d");
    node.run("mount", "-o", "remount,size=256k", "/etc");
    node.run("sh", "-c", "dd if=/dev/zero of=/etc/all-the-room bs=4k 2>/dev/null || :");
    try {
      Answer answer = agent.post("/v1/sysctl", Parameter.of("net.ipv4.tcp_fin_timeout", "44"));
      assertThat(answer.status()).as(answer.body()).isEqualTo(507);
      assertThat(answer.body()).contains("FS_FULL");
      assertThat(node.run("sysctl", "-n", "net.ipv4.tcp_fin_timeout")).isEqualTo("60");
      assertThat(node.run("sh", "-c", "ls -lA /etc/sysctl.d")).isEqualTo(before);
    } finally {
      node.run("rm", "/etc/all-the-room");
      node.run("mount", "-o", "remount,size=8m", "/etc");
    }
  }

  @Test
  @DisplayName("F-19: another file system below an allowed root")
  void refusesAFileOnAnotherFileSystemThanItsRoot() throws IOException {
    node.run("mkdir", "-p", "/etc/keelson.d/other");
    node.run("mount", "-t", "tmpfs", "-o", "mode=755", "none", "/etc/keelson.d/other");
    Answer answer = agent.post("/v1/file", Parameter.of("/etc/keelson.d/other/x.conf", "y"));
    assertThat(answer.body()).contains("PATH_NOT_ALLOWED", "another file system");
    assertThat(node.run("ls", "-A", "/etc/keelson.d/other")).isEmpty();
    node.run("umount", "/etc/keelson.d/other");
  }

  @Test
  void saysThatADiskIsFullAndLeavesTheOldFile() throws IOException {
    // A node of its own: one agent works on a node at a time.
    try (RealNode full = RealNode.start()) {
      full.run("mkdir", "-p", "/etc/keelson.d/small");
      full.run("mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "none", "/etc/keelson.d/small");
      full.run("sh", "-c", "echo old > /etc/keelson.d/small/a.conf");
      try (TestAgent other = TestAgent.on(full.root(), work, "", "/etc/keelson.d/small", true)) {
        Answer answer =
            other.post(
                "/v1/file", Parameter.of("/etc/keelson.d/small/a.conf", "x".repeat(200_000)));
        assertThat(answer.status()).isEqualTo(507);
        assertThat(answer.body()).contains("FS_FULL");
        assertThat(full.run("cat", "/etc/keelson.d/small/a.conf")).isEqualTo("old");
        assertThat(full.run("ls", "-A", "/etc/keelson.d/small")).isEqualTo("a.conf");
      }
    }
  }

  @Test
  void isNotReadyAndChangesNothingWhenPid1CannotBeSeen() throws IOException {
    Path root = Files.createDirectories(work.resolve("no-proc"));
    Files.createDirectories(root.resolve("proc/sys/kernel"));
    Files.createDirectories(root.resolve("etc/sysctl.d"));
    Files.writeString(root.resolve("proc/sys/kernel/x"), "1\n");
    try (TestAgent lost = TestAgent.on(root, work, "kernel.*", "", true)) {
      Answer answer = lost.post("/v1/sysctl", Parameter.of("kernel.x", "2"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("SYSCTL_WRONG_NAMESPACE");
      assertThat(Files.readString(root.resolve("proc/sys/kernel/x"))).isEqualTo("1\n");
      assertThat(lost.health("/readyz").status()).isEqualTo(503);
      assertThat(lost.health("/readyz").body()).contains("namespaces");
      assertThat(lost.health("/livez").status()).isEqualTo(200);
    }
  }
}
