package io.keelson.e2e;

import static io.keelson.e2e.Cluster.NODES;
import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.Api;
import io.keelson.testing.kube.CommandResult;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the status says is so. Each is a case in which a peer said something else. */
@OnCluster
final class TruthIT {

  private static final String KEY = "net.ipv4.tcp_fin_timeout";

  private final Cluster cluster;

  TruthIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  @DisplayName("PEERS: kubectl wait ends only when the nodes hold the newest generation's value")
  void waitEndsWhenItIsSo() {
    cluster.apply(wanting("truth", "50")).orThrow();
    cluster.waitReady("truth").orThrow();
    for (int value = 51; value < 56; value++) {
      cluster.apply(wanting("truth", String.valueOf(value))).orThrow();
      cluster
          .kubectl(
              "wait",
              "mk/truth",
              "--timeout=30s",
              "--for=jsonpath={.status.observedGeneration}="
                  + cluster.myKind("truth").at("/metadata/generation").asText())
          .orThrow();
      cluster.waitReady("truth").orThrow();
      String wanted = String.valueOf(value);
      NODES.forEach(node -> assertThat(cluster.sysctl(node, KEY)).isEqualTo(wanted));
    }
  }

  @Test
  @DisplayName(
      "PEERS: a value the kernel refuses is an ERROR with key, value and the kernel's words")
  void aRefusalByTheKernelIsSaid() {
    String key = "net.ipv4.tcp_congestion_control";
    cluster.apply(aMyKind().named("truth").sysctl(key, "nosuch").yaml()).orThrow();

    CommandResult wait =
        cluster.kubectl("wait", "--for=condition=Ready", "mk/truth", "--timeout=3s");

    assertThat(wait.exitCode()).isNotZero();
    eventually(
        () ->
            assertThatMyKind(cluster.myKind("truth")).isError().saysInMsg(key).saysInMsg("nosuch"));
  }

  @Test
  @DisplayName(
      "S-34, PEERS: two MyKinds, one key: one owner, the other gets Conflict with its name")
  void oneOwnerForAKey() {
    cluster.apply(wanting("first", "61")).orThrow();
    cluster.waitReady("first").orThrow();
    // The older one owns the key. Of two that are made in the same second no one is older.
    Instant made =
        Instant.parse(cluster.myKind("first").at("/metadata/creationTimestamp").asText());
    eventually(() -> assertThat(Instant.now()).isAfter(made.plusSeconds(1)));

    cluster.apply(wanting("second", "62")).orThrow();

    eventually(
        () ->
            assertThatMyKind(cluster.myKind("second"))
                .isError()
                .hasProblem("CONFLICT")
                .saysInMsg("default/first"));
    Set<String> values = new HashSet<>();
    NODES.forEach(node -> values.add(cluster.sysctl(node, KEY)));
    assertThat(values).containsExactly("61");
  }

  @Test
  @DisplayName("A worker that there is not is an ERROR that names it; the others are served")
  void anUnknownWorkerIsNamedAndTheOthersAreServed() {
    cluster
        .apply(aMyKind().named("typo").onNodes("node1", "node9").sysctl(KEY, "44").yaml())
        .orThrow();

    eventually(
        () ->
            assertThatMyKind(cluster.myKind("typo"))
                .isError()
                .saysInMsg("node9")
                .hasCount("Applied", 1));
    assertThat(cluster.sysctl("node1", KEY)).isEqualTo("44");
  }

  @Test
  @DisplayName("X-06: of several changes within a second the last one stays")
  void theLastOfQuickChangesStays() {
    cluster.apply(wanting("truth", "71")).orThrow();

    for (int value = 72; value < 78; value++) {
      cluster.apply(wanting("truth", String.valueOf(value))).orThrow();
    }

    eventually(() -> assertThatMyKind(cluster.myKind("truth")).isSuccess().hasCounts(3, 3, 0, 0));
    NODES.forEach(node -> assertThat(cluster.sysctl(node, KEY)).isEqualTo("77"));
  }

  @Test
  void aGetReportsWhatTheNodesHave() {
    cluster.on("node2", "sysctl", "-w", "net.core.somaxconn=777").orThrow();

    cluster.apply(aMyKind().named("read").reads(Api.SYSCTL, "net.core.somaxconn").yaml()).orThrow();
    cluster.waitReady("read").orThrow();

    assertThatMyKind(cluster.myKind("read")).isSuccess().hasResult("node2", "Read");
    assertThat(cluster.myKind("read").at("/status/Results").toString()).contains("777");
  }

  private static String wanting(String name, String value) {
    return aMyKind().named(name).sysctl(KEY, value).yaml();
  }
}
