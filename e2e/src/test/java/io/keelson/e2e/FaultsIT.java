package io.keelson.e2e;

import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.MyKinds;
import io.keelson.testing.kube.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose power goes, and one whose disk is full. */
@OnCluster
final class FaultsIT {

  private static final String DIRECTORY = "/etc/keelson.d";
  private static final String RECORD = "/var/lib/keelson";

  /** So many that a call takes long enough to be cut in the middle. */
  private static final int MANY = 200;

  private static final Duration BACK = Duration.ofMinutes(3);
  private static final int MEBIBYTE = 1 << 20;

  private final Cluster cluster;
  private String node = "";

  FaultsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void awayFromTheController() {
    node = cluster.controllerNode().equals("node1") ? "node2" : "node1";
    cluster.on(node, "mkdir", "-p", DIRECTORY).orThrow();
  }

  @AfterEach
  void wholeAgain() {
    cluster.sandbox("up").orThrow();
    for (String mount : List.of(DIRECTORY, RECORD)) {
      if (isMounted(mount)) {
        // An agent holds the directory of its records open, and is to have that below in the end.
        cluster.on(node, "umount", "--lazy", mount).orThrow();
        cluster.system("delete", cluster.agentPod(node)).orThrow();
      }
    }
    cluster.awaitPods();
    cluster.deleteMyKinds();
    cluster.on(node, "rm", "-rf", DIRECTORY).orThrow();
  }

  private boolean isMounted(String path) {
    return cluster.on(node, "mountpoint", "-q", path).exitCode() == 0;
  }

  private MyKinds manyFiles(String content) {
    MyKinds kind = aMyKind().named("many").onNodes(node);
    IntStream.range(0, MANY).forEach(i -> kind.file(DIRECTORY + "/" + i, content));
    return kind;
  }

  private List<String> contents() {
    return cluster
        .on(node, "bash", "-c", "cat " + DIRECTORY + "/* | sort | uniq -c")
        .orThrow()
        .lines()
        .map(String::strip)
        .toList();
  }

  private List<String> hiddenFiles() {
    return cluster
        .on(node, "find", DIRECTORY, "-name", ".*", "-type", "f")
        .orThrow()
        .lines()
        .toList();
  }

  private boolean wasCutInTheMiddle() {
    return cluster
        .system("logs", cluster.agentPod(node), "-c", "agent")
        .orThrow()
        .contains("the agent was stopped in the middle of a change, which is taken back now");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, MANY / 2, MANY * 3 / 4})
  @DisplayName("N-02, N-09: the power of a node goes in the middle of an apply, and it converges")
  void aPowerCutInTheMiddleLeavesNothingHalf(int filesDone) throws Exception {
    cluster.apply(manyFiles("begin\n").yaml()).orThrow();
    cluster.waitReady("many").orThrow();
    String content = "content at " + filesDone;
    try (ExecutorService background = Executors.newSingleThreadExecutor()) {
      Future<CommandResult> halt = background.submit(() -> haltAgentWhen(filesDone));
      cluster.apply(manyFiles(content + "\n").yaml()).orThrow();
      halt.get().orThrow();
    }
    assertThat(contents()).as("the agent stands in the middle").hasSize(2);

    cluster.sandbox("kill", node).orThrow();
    cluster.sandbox("boot", node).orThrow();

    eventually(BACK, () -> assertThat(contents()).containsExactly(MANY + " " + content));
    assertThat(wasCutInTheMiddle()).isTrue();
    // Old files lie beside the new ones until the call ends, or the agent is back and sweeps them.
    eventually(BACK, () -> assertThat(hiddenFiles()).isEmpty());
    eventually(() -> assertThatMyKind(cluster.myKind("many")).isSuccess().hasCounts(1, 1, 0, 0));
  }

  /**
   * Stops the agent's process when so many files are replaced: their old forms lie hidden beside
   * them until the call ends. The kernel gives an apply no time for a look from outside, so the
   * looking is done on the node. Of the file under way there are two more hidden names at most. The
   * brackets keep pgrep from finding this very script.
   */
  private CommandResult haltAgentWhen(int filesDone) {
    String script =
        "agent=$(pgrep -f [k]eelson-agent.jar) && shopt -s nullglob && for ((i = 0; i < 100000; i++)); do"
            + " old=($0/.keelson-*); if ((${#old[@]} > $1 + 1)); then kill -STOP $agent; exit; fi; done; exit 3";
    return cluster.on(node, "bash", "-c", script, DIRECTORY, String.valueOf(filesDone));
  }

  @Test
  @DisplayName(
      "N-03: a file that finds no room is FS_FULL, the old one stays, and it comes by itself")
  void aFullDiskChangesNothing() {
    cluster
        .on(node, "mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", DIRECTORY)
        .orThrow();
    cluster.applyOnServer(oneFile("small\n").yaml()).orThrow();
    cluster.waitReady("one").orThrow();
    cluster.on(node, "bash", "-c", "head -c 700K /dev/zero > " + DIRECTORY + "/theirs").orThrow();

    cluster.applyOnServer(oneFile("x".repeat(MEBIBYTE / 2)).yaml()).orThrow();

    eventually(() -> assertThatMyKind(cluster.myKind("one")).isError().hasProblem("FS_FULL"));
    assertThat(cluster.on(node, "cat", DIRECTORY + "/one").orThrow()).isEqualTo("small\n");
    assertThat(hiddenFiles()).isEmpty();
    cluster.on(node, "rm", DIRECTORY + "/theirs").orThrow();
    eventually(BACK, () -> assertThatMyKind(cluster.myKind("one")).isSuccess());
    assertThat(cluster.on(node, "stat", "-c", "%s", DIRECTORY + "/one").orThrow().strip())
        .isEqualTo(String.valueOf(MEBIBYTE / 2));
    cluster.kubectl("delete", "mk", "one", "--timeout=60s").orThrow();
  }

  private MyKinds oneFile(String content) {
    return aMyKind().named("one").onNodes(node).file(DIRECTORY + "/one", content);
  }

  @Test
  @DisplayName(
      "N-03: with no room for the journal nothing is changed, and what is held is given back")
  void aFullDiskForTheJournalChangesNothing() {
    cluster.on(node, "mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", RECORD).orThrow();
    cluster.system("delete", cluster.agentPod(node)).orThrow();
    cluster.awaitPods();
    String before = cluster.sysctl(node, "net.ipv4.tcp_keepalive_intvl");
    cluster.apply(sysctl("21").yaml()).orThrow();
    cluster.waitReady("journal").orThrow();
    cluster.on(node, "bash", "-c", "cat /dev/zero > " + RECORD + "/theirs 2> /dev/null || true");

    cluster.kubectl("delete", "mk", "journal", "--timeout=60s").orThrow();
    assertThat(cluster.sysctl(node, "net.ipv4.tcp_keepalive_intvl"))
        .as("the reserve is there for giving back")
        .isEqualTo(before);

    cluster.on(node, "rm", RECORD + "/theirs").orThrow();
  }

  private MyKinds sysctl(String value) {
    return aMyKind().named("journal").onNodes(node).sysctl("net.ipv4.tcp_keepalive_intvl", value);
  }
}
