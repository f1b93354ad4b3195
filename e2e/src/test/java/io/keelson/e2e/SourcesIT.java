package io.keelson.e2e;

import static io.keelson.e2e.Cluster.NODES;
import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files whose content is in a Secret, from the chart's value to the node. */
@OnCluster
final class SourcesIT {

  private static final String FILE = "/etc/keelson.d/registry.json";

  private final Cluster cluster;

  SourcesIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void directory() {
    NODES.forEach(node -> cluster.on(node, "mkdir", "-p", "/etc/keelson.d").orThrow());
  }

  @AfterEach
  void wholeAgain() {
    cluster.install().orThrow();
    cluster.deleteMyKinds();
    cluster.kubectl("delete", "secret", "registry", "--ignore-not-found").orThrow();
    NODES.forEach(node -> cluster.on(node, "rm", "-rf", "/etc/keelson.d").orThrow());
  }

  private void secret(String content) {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: registry}
            stringData: {auth: %s}
            """
                .formatted(content))
        .orThrow();
  }

  @Test
  @DisplayName("F-28: nobody reads Secrets unasked; where it is allowed, nodes follow the Secret")
  void followsASecretWhereTheChartAllowsIt() {
    secret("one");
    cluster
        .apply(aMyKind().named("login").fileFromSecret(FILE, "registry", "auth").yaml())
        .orThrow();
    eventually(
        () ->
            assertThatMyKind(cluster.myKind("login"))
                .isError()
                .saysInMsg("may not read Secret \"registry\" in namespace default"));

    cluster.install("--set", "valueFrom.secrets={default}").orThrow();
    cluster.waitReady("login").orThrow();
    for (String node : NODES) {
      assertThat(cluster.on(node, "cat", FILE).orThrow()).isEqualTo("one");
      assertThat(cluster.on(node, "stat", "-c", "%a %u", FILE).orThrow().strip())
          .isEqualTo("600 0");
    }

    secret("two");
    eventually(
        () ->
            assertThat(NODES)
                .allSatisfy(
                    node -> assertThat(cluster.on(node, "cat", FILE).orThrow()).isEqualTo("two")));
    cluster.kubectl("delete", "mk", "login", "--timeout=60s").orThrow();
    assertThat(NODES).noneMatch(node -> cluster.on(node, "test", "-e", FILE).exitCode() == 0);
  }
}
