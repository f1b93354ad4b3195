package io.keelson.e2e;

import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.ProblemCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What somebody changes by hand on a node is set right, in time. */
@OnCluster
final class KeepIT {

  private static final String NODE = "node1";
  private static final String KEY = "net.ipv4.tcp_keepalive_intvl";
  private static final String FILE = "/etc/keelson.d/keep.conf";

  /** What is promised, and the time in which a busy machine looks. */
  private static final Duration FILES = Duration.ofSeconds(5 + 5);

  private static final Duration SYSCTLS = Duration.ofSeconds(30 + 5);

  /** A repair, the next poll of the agent and its status; all that somebody sees. */
  private static final Duration SHOWN = Duration.ofSeconds(60 + 5);

  private final Cluster cluster;

  KeepIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void aFileAndAValue() {
    cluster.on(NODE, "mkdir", "-p", "/etc/keelson.d").orThrow();
    cluster
        .apply(aMyKind().named("file").onNodes(NODE).file(FILE, "kept\n", "0640").yaml())
        .orThrow();
    cluster.apply(aMyKind().named("value").onNodes(NODE).sysctl(KEY, "33").yaml()).orThrow();
    cluster.waitReady("file").orThrow();
    cluster.waitReady("value").orThrow();
  }

  @AfterEach
  void nothingLeft() {
    cluster.deleteMyKinds();
    cluster.on(NODE, "rm", "-rf", "/etc/keelson.d").orThrow();
  }

  @Test
  @DisplayName("PEERS: a value changed by hand is set right within 30 s")
  void aValueIsSetRight() {
    cluster.on(NODE, "sysctl", "-w", KEY + "=44").orThrow();

    eventually(SYSCTLS, () -> assertThat(cluster.sysctl(NODE, KEY)).isEqualTo("33"));
  }

  @Test
  @DisplayName("PEERS: a file's content, its mode and the file itself are set right within 5 s")
  void aFileIsSetRight() {
    for (String change : new String[] {"echo mine > ", "chmod 0777 ", "rm "}) {
      byHand(change + FILE);

      eventually(FILES, () -> assertThat(file()).isEqualTo("640 0:0 kept"));
    }
  }

  @Test
  @DisplayName("What was set right is shown within a minute: counts, rows, columns and an Event")
  void driftIsShown() {
    cluster.on(NODE, "sysctl", "-w", KEY + "=44").orThrow();

    eventually(
        SHOWN,
        () ->
            assertThatMyKind(cluster.myKind("value"))
                .isSuccess()
                .hasCounts(1, 1, 0, 0)
                .hasCount("Drifted", 1)
                .saysInMsg("set right again: " + NODE + ": " + KEY));
    assertThat(cluster.sysctl(NODE, KEY)).isEqualTo("33");
    eventually(() -> assertThat(events("value", "Drifted")).contains(NODE, KEY));
    assertThat(cluster.kubectl("get", "mk", "value", "-o", "wide").orThrow()).contains("DRIFTED");
    assertThatMyKind(cluster.myKind("file")).hasCount("Drifted", 0);
  }

  @Test
  @DisplayName("N-11: what is left to who insists is an ERROR until the spec changes")
  void contestedIsAnErrorUntilTheSpecChanges() {
    for (int repair = 1; repair <= 5; repair++) {
      byHand("echo mine > " + FILE);
      eventually(FILES, () -> assertThat(file()).isEqualTo("640 0:0 kept"));
    }
    byHand("echo mine > " + FILE);

    eventually(
        SHOWN,
        () ->
            assertThatMyKind(cluster.myKind("file"))
                .isError()
                .hasProblem(ProblemCode.CONTESTED)
                .hasCounts(1, 0, 1, 0)
                .hasCount("Drifted", 1)
                .hasCondition("Ready", "False")
                .hasCondition("Degraded", "True")
                .saysInMsg(NODE + ": " + FILE)
                .saysInMsg("Look for who else sets it"));
    eventually(() -> assertThat(events("file", "Contested")).contains(NODE, FILE));
    assertThat(file()).isEqualTo("640 0:0 mine");

    cluster
        .apply(aMyKind().named("file").onNodes(NODE).file(FILE, "anew\n", "0640").yaml())
        .orThrow();
    eventually(
        () ->
            assertThatMyKind(cluster.myKind("file"))
                .isSuccess()
                .hasCounts(1, 1, 0, 0)
                .hasCount("Drifted", 0));
    assertThat(file()).isEqualTo("640 0:0 anew");
  }

  /** The notes of the MyKind's Events with this reason. */
  private String events(String name, String reason) {
    String uid = cluster.myKind(name).at("/metadata/uid").asText();
    return cluster
        .kubectl(
            "get",
            "events",
            "--field-selector",
            "involvedObject.uid=" + uid + ",reason=" + reason,
            "-o",
            "jsonpath={.items[*].message}")
        .orThrow();
  }

  @Test
  @DisplayName(
      "N-11, F-32: who insists has it after five repairs, and keeps it when the MyKind goes")
  void whoInsistsHasIt() {
    for (int repair = 1; repair <= 5; repair++) {
      byHand("echo mine > " + FILE);
      eventually(FILES, () -> assertThat(file()).isEqualTo("640 0:0 kept"));
    }
    byHand("echo mine > " + FILE);

    cluster.kubectl("delete", "mk/file", "--timeout=60s").orThrow();

    assertThat(file()).isEqualTo("640 0:0 mine");
    eventually(
        () ->
            assertThat(cluster.kubectl("get", "events").orThrow())
                .contains("KeptAsFound")
                .contains(FILE));
  }

  private void byHand(String command) {
    cluster.on(NODE, "bash", "-c", command).orThrow();
  }

  private String file() {
    return cluster
        .on(NODE, "bash", "-c", "stat -c '%a %u:%g' " + FILE + "; cat " + FILE)
        .stdout()
        .strip()
        .replace('\n', ' ');
  }
}
