package io.keelson.e2e;

import static io.keelson.e2e.Cluster.NODES;
import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.MyKinds;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a MyKind did is undone when it is no longer wanted, byte for byte. */
@OnCluster
final class UndoIT {

  private static final String KEY = "net.ipv4.tcp_keepalive_intvl";
  private static final String FILE = "/etc/keelson.d/undo.conf";
  private static final Duration NODE_LOST_AND_BACK = Duration.ofMinutes(3);

  private final Cluster cluster;

  UndoIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void oneFileOfTheSite() {
    for (String node : NODES) {
      cluster
          .on(node, "bash", "-c", "mkdir -p /etc/keelson.d && echo of the site > " + FILE)
          .orThrow();
      cluster.on(node, "chown", "7:8", FILE).orThrow();
      cluster.on(node, "chmod", "0640", FILE).orThrow();
    }
  }

  @AfterEach
  void wholeAgain() {
    cluster.sandbox("up").orThrow();
    cluster.awaitPods();
    cluster.deleteMyKinds();
    NODES.forEach(node -> cluster.on(node, "rm", "-rf", "/etc/keelson.d").orThrow());
  }

  @Test
  @DisplayName("PEERS: after all is deleted, /etc, sysctls and names are what they were before")
  void deletingGivesEverythingBack() {
    Map<String, NodeSnapshot> before = snapshots();
    cluster.apply(sysctls("21").yaml()).orThrow();
    cluster
        .apply(
            aMyKind()
                .named("files")
                .file(FILE, "Keelson's\n", "0600", 0, 0)
                .file("/etc/keelson.d/new.conf", "new\n")
                .yaml())
        .orThrow();
    cluster.apply(aMyKind().named("names").hostname("k-${node.name}").yaml()).orThrow();
    for (String name : new String[] {"sysctls", "files", "names"}) {
      cluster.waitReady(name).orThrow();
    }
    assertThat(before.get("node1").differences()).isNotEmpty();

    cluster.deleteMyKinds();

    before.forEach((node, snapshot) -> assertThat(snapshot.differences()).as(node).isEmpty());
  }

  @Test
  @DisplayName("PEERS: one parameter that leaves the spec is given back, the others stay")
  void aParameterThatLeavesIsGivenBack() {
    String other = "net.ipv4.tcp_keepalive_probes";
    String was = cluster.sysctl("node1", other);
    cluster.apply(sysctls("22").sysctl(other, "4").yaml()).orThrow();
    cluster.waitReady("sysctls").orThrow();
    assertThat(cluster.sysctl("node1", other)).isEqualTo("4");

    cluster.apply(sysctls("22").yaml()).orThrow();

    eventually(() -> assertThatMyKind(cluster.myKind("sysctls")).isOfThisGeneration().isSuccess());
    for (String node : NODES) {
      assertThat(cluster.sysctl(node, other)).as(node).isEqualTo(was);
      assertThat(cluster.sysctl(node, KEY)).as(node).isEqualTo("22");
    }
  }

  @Test
  @DisplayName("A node that leaves the targets is given back, the others stay")
  void aNodeThatLeavesTheTargetsIsGivenBack() {
    NodeSnapshot before = NodeSnapshot.of(cluster, "node2");
    cluster.apply(sysctls("23").onNodes("node1", "node2").yaml()).orThrow();
    cluster.waitReady("sysctls").orThrow();

    cluster.apply(sysctls("23").onNodes("node1").yaml()).orThrow();

    eventually(() -> assertThat(before.differences()).isEmpty());
    assertThat(cluster.sysctl("node1", KEY)).isEqualTo("23");
  }

  @Test
  @DisplayName("DeletionPolicy Keep: what was set stays set")
  void keepLeavesEverything() {
    String was = cluster.sysctl("node1", KEY);
    cluster.apply(sysctls("24").onNodes("node1").yaml()).orThrow();
    cluster.waitReady("sysctls").orThrow();
    cluster
        .kubectl(
            "patch", "mk/sysctls", "--type=merge", "-p", "{\"spec\":{\"DeletionPolicy\":\"Keep\"}}")
        .orThrow();

    cluster.kubectl("delete", "mk/sysctls", "--timeout=60s").orThrow();

    assertThat(cluster.sysctl("node1", KEY)).isEqualTo("24");
    cluster.on("node1", "sysctl", "-w", KEY + "=" + was).orThrow();
    cluster.on("node1", "rm", "-f", "/etc/sysctl.d/90-keelson.conf").orThrow();
  }

  @Test
  @DisplayName(
      "X-11: a node that is away does not hold a deletion for ever, and is given back when it returns")
  void aDeadNodeIsGivenBackWhenItReturns() {
    NodeSnapshot before = NodeSnapshot.of(cluster, "node2");
    cluster.apply(sysctls("25").yaml()).orThrow();
    cluster.waitReady("sysctls").orThrow();
    cluster.sandbox("kill", "node2").orThrow();

    // The time is set to 20 s for this test's cluster, from 10 minutes.
    cluster.install("--set", "controller.undoTimeout=PT20S", "--wait=false").orThrow();
    cluster.kubectl("delete", "mk/sysctls", "--timeout=180s").orThrow();
    assertThat(cluster.kubectl("get", "events", "-o", "json").orThrow())
        .contains("RevertIncomplete")
        .contains("node2");

    cluster.sandbox("boot", "node2").orThrow();

    eventually(NODE_LOST_AND_BACK, () -> assertThat(before.differences()).isEmpty());
    cluster.install().orThrow();
  }

  private Map<String, NodeSnapshot> snapshots() {
    return NODES.stream()
        .collect(Collectors.toMap(node -> node, node -> NodeSnapshot.of(cluster, node)));
  }

  private static MyKinds sysctls(String value) {
    return aMyKind().named("sysctls").sysctl(KEY, value).sysctl("net.core.somaxconn", "3000");
  }
}
