package io.keelson.e2e;

import static io.keelson.e2e.Cluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Installing and upgrading; who gets in. */
@OnCluster
final class InstallationIT {

  private final Cluster cluster;

  InstallationIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void wholeAgain() {
    cluster.install().orThrow();
    cluster.awaitPods();
  }

  @Test
  void anUpgradeKeepsTheAuthorityAndRestartsNothing() {
    JsonNode authority = authority();
    String agent = cluster.agentPod("node1");
    List<String> controllers = cluster.controllerPods();

    cluster.install().orThrow();

    assertThat(authority()).isEqualTo(authority);
    assertThat(authority.findValuesAsText("ca.crt")).hasSize(2).doesNotContain("");
    assertThat(cluster.agentPod("node1")).isEqualTo(agent);
    assertThat(cluster.controllerPods()).isEqualTo(controllers);
  }

  @Test
  void healthIsReachableFromTheNodeAlone() {
    assertThat(cluster.on("node1", "curl", "-sf", "http://127.0.0.1:9440/readyz").exitCode())
        .isZero();
    assertThat(
            cluster
                .on("node2", "curl", "-s", "--max-time", "3", "http://10.77.0.11:9440/readyz")
                .exitCode())
        .isNotZero();
  }

  @Test
  @DisplayName("An agent whose host mount is broken is not ready, and the kubelet says so")
  void anAgentWithABrokenHostMountIsNotReady() {
    mountAsHost("OnDelete", "/var/empty-host", "DirectoryOrCreate");

    eventually(
        () -> {
          JsonNode pod =
              cluster
                  .getSystem(
                      "pods",
                      "-l",
                      "app.kubernetes.io/component=agent",
                      "--field-selector",
                      "spec.nodeName=node1")
                  .at("/items/0");
          assertThat(pod.at("/status/phase").asText()).isEqualTo("Running");
          assertThat(pod.at("/status/containerStatuses/0/ready").asBoolean(true)).isFalse();
        });
    mountAsHost("RollingUpdate", "/", "");
    cluster.awaitPods();
  }

  /** By a new pod on node1; with OnDelete the other nodes keep theirs. */
  private void mountAsHost(String strategy, String path, String type) {
    cluster
        .system(
            "patch",
            "daemonset",
            "keelson-agent",
            "--type=strategic",
            "-p",
            """
            {"spec":{"updateStrategy":{"type":"%s"},"template":{"spec":{"volumes":[
              {"name":"host","hostPath":{"path":"%s","type":"%s"}}]}}}}
            """
                .formatted(strategy, path, type))
        .orThrow();
    cluster.system("delete", cluster.agentPod("node1"), "--wait=true").orThrow();
  }

  /** The authority's Secret and the bundle. */
  private JsonNode authority() {
    return Cluster.json(
        "["
            + cluster.getSystem("secret", "keelson-ca").path("data")
            + ","
            + cluster.getSystem("configmap", "keelson-trust").path("data")
            + "]");
  }
}
