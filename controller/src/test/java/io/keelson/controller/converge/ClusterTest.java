package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.NodePlan;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClusterTest {

  private final Cluster cluster = new Cluster();

  private static Node node(String name, String zone, boolean ready) {
    return new Node(name, "uid-" + name, "10.0.0.1", Map.of("zone", zone), ready, false);
  }

  /** P-14. */
  @Test
  void aHeartbeatMakesNoNewWorld() {
    cluster.put(node("node1", "a", true));
    var before = cluster.snapshot();
    cluster.put(node("node1", "a", true));

    assertThat(cluster.snapshot()).isSameAs(before);
    cluster.put(node("node1", "a", false));
    assertThat(cluster.snapshot()).isNotSameAs(before);
  }

  /** What is kept from one world to the next must not be what has changed. */
  @Test
  void namesFollowLabelsAndNodes() {
    cluster.put(Given.declared("a", 0, aMyKind().hostname("n-${node.label['zone']}")));
    cluster.put(node("node1", "a", true));
    cluster.put(node("node2", "b", true));
    assertThat(decided("node2")).isInstanceOf(Intent.Call.class);

    cluster.put(node("node2", "a", true));
    assertThat(decided("node2")).isInstanceOf(Intent.Refused.class);
    cluster.put(node("node2", "a", false));
    assertThat(decided("node2")).isInstanceOf(Intent.Refused.class);

    cluster.removeNode("node1");
    assertThat(decided("node2")).isInstanceOf(Intent.Call.class);
    cluster.put(Given.declared("a", 0, aMyKind().hostname("n-${node.name}")));
    cluster.put(node("node1", "a", true));
    assertThat(decided("node2")).isInstanceOf(Intent.Call.class);
  }

  private Intent decided(String node) {
    return NodePlan.of(cluster.snapshot(), node).intents().getFirst();
  }
}
