package io.keelson.e2e;

import static io.keelson.e2e.Cluster.NODES;
import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Something breaks, and the right state comes back without a person. */
@OnCluster
final class HealingIT {

  private static final String KEY = "net.ipv4.tcp_keepalive_probes";
  private static final Duration NODE_LOST_AND_BACK = Duration.ofMinutes(3);

  private final Cluster cluster;

  HealingIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void wholeAgain() {
    cluster.sandbox("up").orThrow();
    cluster.awaitPods();
  }

  @Test
  @DisplayName("X-01: a deleted agent pod comes back and the next change reaches its node")
  void servesANodeWhoseAgentPodWasDeleted() {
    apply("5");

    cluster.system("delete", cluster.agentPod("node1"), "--wait=true").orThrow();
    cluster.apply(wanting("6")).orThrow();

    holdsEverywhere("6");
  }

  @Test
  @DisplayName("P-10: a new controller pod takes up where the old one ended")
  void servesAChangeThatCameWhileTheControllerWasAway() {
    apply("5");

    cluster.system("delete", cluster.leaderPod(), "--wait=false").orThrow();
    cluster.apply(wanting("7")).orThrow();

    holdsEverywhere("7");
  }

  @Test
  @DisplayName("X-02, PEERS: a dead node is Offline, counted and named, and served when it is back")
  void servesADeadNodeWhenItIsBack() {
    apply("5");
    String dead = cluster.controllerNode().equals("node1") ? "node2" : "node1";

    cluster.sandbox("kill", dead).orThrow();
    cluster.apply(wanting("8")).orThrow();

    isOffline(dead);
    assertThat(cluster.sysctl("master", KEY)).isEqualTo("8");

    cluster.sandbox("boot", dead).orThrow();

    holdsEverywhere("8");
  }

  @Test
  @DisplayName("P-07: when the controller's own node dies, it goes on elsewhere and says so")
  void theControllerLeavesADeadNode() {
    apply("5");
    String dead = cluster.controllerNode();

    cluster.sandbox("kill", dead).orThrow();
    cluster.apply(wanting("9")).orThrow();

    isOffline(dead);
    cluster.sandbox("boot", dead).orThrow();
    holdsEverywhere("9");
  }

  @Test
  @DisplayName("N-10: a booted node has its values from its own disk before any agent runs")
  void aBootBringsTheValuesBack() {
    apply("8");

    cluster.sandbox("kill", "node1").orThrow();
    cluster.sandbox("boot", "node1").orThrow();

    assertThat(cluster.sysctl("node1", KEY)).isEqualTo("8");
    holdsEverywhere("8");
  }

  @Test
  @DisplayName("A node that gets the label is served, one that loses it is no longer counted")
  void followsALabel() {
    cluster.kubectl("label", "node", "node1", "keelson-test=yes", "--overwrite").orThrow();
    try {
      cluster
          .apply(
              aMyKind().named("labelled").whereLabel("keelson-test", "yes").sysctl(KEY, "4").yaml())
          .orThrow();
      cluster.waitReady("labelled").orThrow();
      assertThatMyKind(cluster.myKind("labelled")).isSuccess().hasCount("Target", 1);

      cluster.kubectl("label", "node", "node2", "keelson-test=yes", "--overwrite").orThrow();
      eventually(() -> assertThat(cluster.sysctl("node2", KEY)).isEqualTo("4"));
      eventually(
          () -> assertThatMyKind(cluster.myKind("labelled")).isSuccess().hasCount("Target", 2));

      cluster.kubectl("label", "node", "node1", "keelson-test-").orThrow();
      eventually(
          () -> assertThatMyKind(cluster.myKind("labelled")).isSuccess().hasCount("Target", 1));
    } finally {
      cluster.kubectl("label", "node", "node1", "node2", "keelson-test-").orThrow();
    }
  }

  private void apply(String value) {
    cluster.apply(wanting(value)).orThrow();
    holdsEverywhere(value);
  }

  private void isOffline(String node) {
    eventually(
        NODE_LOST_AND_BACK,
        () ->
            assertThatMyKind(cluster.myKind("kept"))
                .isOfThisGeneration()
                .hasCounts(3, 2, 0, 1)
                .hasResult(node, "Offline")
                .saysInMsg(node));
  }

  private static String wanting(String value) {
    return aMyKind().named("kept").sysctl(KEY, value).yaml();
  }

  private void holdsEverywhere(String value) {
    eventually(
        NODE_LOST_AND_BACK,
        () -> assertThatMyKind(cluster.myKind("kept")).isSuccess().hasCounts(3, 3, 0, 0));
    NODES.forEach(node -> assertThat(cluster.sysctl(node, KEY)).as(node).isEqualTo(value));
  }
}
