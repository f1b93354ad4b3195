package io.keelson.e2e;

import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.testing.MyKinds;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each capability of the agents is needed: on node1 one is taken away, and what it is there for no
 * longer works, in words. With all six the same works (the other tests show it).
 */
@OnCluster
final class LeastPrivilegeIT {

  private static final List<String> ALL =
      List.of("SYS_ADMIN", "SYS_PTRACE", "NET_ADMIN", "DAC_OVERRIDE", "CHOWN", "FOWNER");

  private static final String FOLDER = "/etc/keelson.d";
  private static final String FILE = FOLDER + "/least.conf";
  private static final String FORWARDING = "net.ipv4.conf.lo.forwarding";

  private final Cluster cluster;

  LeastPrivilegeIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void aFolderOfSomebodyElse() {
    cluster.awaitPods();
    cluster.on("node1", "mkdir", "-p", FOLDER).orThrow();
  }

  @AfterEach
  void wholeAgain() {
    cluster.on("node1", "chown", "0:0", FOLDER).orThrow();
    cluster.on("node1", "rm", "-f", FILE).orThrow();
    patch("RollingUpdate", ALL);
    cluster.awaitPods();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SYS_ADMIN", "SYS_PTRACE"})
  @DisplayName("Without it the agent cannot enter the node's namespaces, and is not ready")
  void entersTheNamespacesOfTheNode(String capability) {
    patch("OnDelete", without(capability));
    cluster.system("delete", cluster.agentPod("node1"), "--wait=true").orThrow();

    eventually(
        () -> {
          JsonNode status = podOnNode1().path("status");
          assertThat(status.path("phase").asText()).isEqualTo("Running");
          assertThat(status.at("/containerStatuses/0/started").asBoolean()).isTrue();
          assertThat(status.at("/containerStatuses/0/ready").asBoolean(true)).isFalse();
        });
  }

  /** Of the network's keys only these ask for more than user 0 (devinet_sysctl_forward). */
  @Test
  void switchesForwardingWithNetAdmin() {
    cluster.on("node1", "sysctl", "-w", FORWARDING + "=0").orThrow();
    failsWithout("NET_ADMIN", aMyKind().sysctl(FORWARDING, "1"));
    assertThat(cluster.sysctl("node1", FORWARDING)).isEqualTo("0");
  }

  @Test
  void writesIntoAFolderOfAnotherUserWithDacOverride() {
    cluster.on("node1", "chown", "1000:1000", FOLDER).orThrow();
    failsWithout("DAC_OVERRIDE", aMyKind().file(FILE, "a"));
  }

  @Test
  void givesAFileToAUserWithChown() {
    failsWithout("CHOWN", aMyKind().file(FILE, "a", "0644", 1000, 1000));
  }

  @Test
  void setsTheModeOfAnotherUsersFileWithFowner() {
    cluster.on("node1", "install", "-o", "1000", "-g", "1000", "/dev/null", FILE).orThrow();
    failsWithout("FOWNER", aMyKind().file(FILE, "a", "0640", 1000, 1000));
  }

  private void failsWithout(String capability, MyKinds wanted) {
    patch("OnDelete", without(capability));
    cluster.system("delete", cluster.agentPod("node1"), "--wait=true").orThrow();
    eventually(
        () ->
            assertThat(podOnNode1().at("/status/containerStatuses/0/ready").asBoolean()).isTrue());

    cluster.apply(wanted.named("least").onNodes("node1").yaml()).orThrow();

    eventually(
        () ->
            assertThatMyKind(cluster.myKind("least"))
                .isOfThisGeneration()
                .isError()
                .saysInMsg("node1"));
  }

  private static List<String> without(String capability) {
    return ALL.stream().filter(one -> !one.equals(capability)).toList();
  }

  private JsonNode podOnNode1() {
    return cluster
        .getSystem(
            "pods",
            "-l",
            "app.kubernetes.io/component=agent",
            "--field-selector",
            "spec.nodeName=node1")
        .at("/items/0");
  }

  /** With OnDelete only the pod that is deleted gets it. */
  private void patch(String strategy, List<String> capabilities) {
    String add = capabilities.stream().map(c -> "\"" + c + "\"").collect(Collectors.joining(","));
    cluster
        .system(
            "patch",
            "daemonset",
            "keelson-agent",
            "--type=strategic",
            "-p",
            """
            {"spec":{"updateStrategy":{"type":"%s"},"template":{"spec":{"containers":[
              {"name":"agent","securityContext":{"capabilities":{"drop":["ALL"],"add":[%s]}}}]}}}}
            """
                .formatted(strategy, add))
        .orThrow();
  }
}
