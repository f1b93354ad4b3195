package io.keelson.e2e;

import static io.keelson.e2e.Cluster.NODES;
import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Two controllers, and something happens to the one that leads: one final state, and on no node is
 * an older call obeyed after a newer one.
 */
@OnCluster
final class LeadersIT {

  private static final String KEY = "net.ipv4.tcp_keepalive_probes";
  private static final Duration TAKEN_OVER = Duration.ofSeconds(90);
  private static final Duration PAUSED = Duration.ofSeconds(60);

  private static final String AHEAD = "keelson-controller-ahead";

  private final Cluster cluster;

  LeadersIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void twoReplicas() {
    cluster.awaitPods();
    NODES.forEach(node -> cluster.on(node, "truncate", "-s0", "/var/log/keelson/audit.log"));
    apply(5);
    holdsEverywhere(5);
  }

  @AfterEach
  void wholeAgain() {
    cluster.system("delete", "pod", AHEAD, "--ignore-not-found").orThrow();
    cluster.sandbox("up").orThrow();
    cluster.install().orThrow();
    cluster.awaitPods();
  }

  @Test
  @DisplayName("P-07: the leader is killed")
  void theLeaderIsKilled() {
    Leader leader = leader();
    leader.signal("KILL");
    apply(6);
    holdsEverywhere(6);
    inOrderOnEveryNode();
  }

  @Test
  @DisplayName("P-07: the leader stands still for 60 s, with calls due, and wakes")
  void theLeaderIsPausedAndWakes() {
    tolerateSilence();
    Leader leader = leader();
    leader.signal("STOP");
    Instant stopped = Instant.now();
    apply(6);
    holdsEverywhere(6);
    apply(7);
    holdsEverywhere(7);

    await().atMost(PAUSED.plusSeconds(1)).until(() -> stopped.plus(PAUSED).isBefore(Instant.now()));
    leader.signal("CONT");

    eventually(() -> assertThat(leader.isGone()).as("the old leader ends itself").isTrue());
    apply(8);
    holdsEverywhere(8);
    inOrderOnEveryNode();
  }

  @Test
  @DisplayName("P-07: the leader reaches agents but not the API server")
  void theLeaderIsCutFromTheApiServerAlone() {
    Leader leader = leader();
    leader.inItsNetwork("iptables -I OUTPUT -p tcp -m multiport --dports 443,6443 -j DROP");
    apply(6);
    holdsEverywhere(6);
    leader.inItsNetwork("iptables -D OUTPUT -p tcp -m multiport --dports 443,6443 -j DROP");
    apply(7);
    holdsEverywhere(7);
    inOrderOnEveryNode();
  }

  @Test
  @DisplayName("P-08: a standby whose clock is an hour ahead")
  void aStandbyWithAClockAnHourAhead() {
    String before = holder();
    fakeTheClockOfTheStandby();
    apply(6);
    holdsEverywhere(6);
    assertThat(holder()).as("no reason to take over").isEqualTo(before);

    leader().signal("KILL");
    apply(7);
    holdsEverywhere(7);
    inOrderOnEveryNode();
  }

  // What happens to it

  /** The leader's process: it is the same pod for the kubelet, whatever it does. */
  private record Leader(Cluster cluster, String node, String uid, String pid) {

    void signal(String name) {
      cluster.on(node, "kill", "-" + name, pid).orThrow();
    }

    boolean isGone() {
      return cluster.on(node, "test", "-e", "/proc/" + pid).exitCode() != 0;
    }

    /** The pod's network is there as long as the pod, whichever process of it ends. */
    void inItsNetwork(String command) {
      String any = "pid=$(grep -ls " + uid + " /proc/[0-9]*/cgroup | head -1 | cut -d/ -f3)";
      cluster.on(node, "bash", "-c", any + "; nsenter --net --target $pid " + command).orThrow();
    }
  }

  private Leader leader() {
    JsonNode pod = cluster.getSystem(cluster.leaderPod());
    String node = pod.at("/spec/nodeName").asText();
    String uid = pod.at("/metadata/uid").asText();
    String script =
        "for p in $(grep -ls "
            + uid
            + " /proc/[0-9]*/cgroup); do p=${p%/cgroup}; grep -qs keelson-controller.jar $p/cmdline && echo ${p#/proc/}; done";
    String pid = cluster.on(node, "bash", "-c", script).orThrow().strip();
    return new Leader(cluster, node, uid, pid);
  }

  private String holder() {
    return cluster.getSystem("lease", "keelson-controller").at("/spec/holderIdentity").asText();
  }

  /** Otherwise the kubelet ends what does not answer before a minute is over. */
  private void tolerateSilence() {
    patch(
        """
        {"spec":{"template":{"spec":{"containers":[{"name":"controller","livenessProbe":{"failureThreshold":60}}]}}}}
        """);
    cluster.awaitPods();
  }

  /**
   * In place of the second replica a pod that is like the leader's, but with libfaketime. Only what
   * is wall-clock time is ahead.
   */
  private void fakeTheClockOfTheStandby() {
    String leading = cluster.leaderPod();
    cluster
        .system("annotate", leading, "controller.kubernetes.io/pod-deletion-cost=1000")
        .orThrow();
    cluster.system("scale", "deployment/keelson-controller", "--replicas=1").orThrow();
    eventually(() -> assertThat(cluster.controllerPods()).containsExactly(leading));
    String library = cluster.on("master", "bash", "-c", "ls -d /usr/lib/*/faketime").orThrow();
    cluster.apply(aheadOf(cluster.getSystem(leading), library.strip()).toString()).orThrow();
    cluster.system("wait", "--for=condition=Ready", "pod/" + AHEAD, "--timeout=90s").orThrow();
    assertThat(cluster.system("logs", "pod/" + AHEAD).orThrow())
        .contains(Instant.now().plus(Duration.ofHours(1)).toString().substring(0, 13));
  }

  private static ObjectNode aheadOf(JsonNode leading, String library) {
    ObjectNode pod = leading.deepCopy();
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("name", AHEAD).put("namespace", Cluster.NAMESPACE);
    ObjectNode labels = metadata.putObject("labels");
    leading
        .at("/metadata/labels")
        .properties()
        .forEach(label -> labels.set(label.getKey(), label.getValue()));
    // Without it the Deployment would take the pod for one of its own too many.
    labels.remove("pod-template-hash");
    pod.remove("status");
    ObjectNode spec = (ObjectNode) pod.path("spec");
    spec.remove("nodeName");
    ObjectNode container = (ObjectNode) spec.at("/containers/0");
    ((ArrayNode) spec.path("volumes"))
        .addObject()
        .put("name", "faketime")
        .putObject("hostPath")
        .put("path", library);
    ((ArrayNode) container.path("volumeMounts"))
        .addObject()
        .put("name", "faketime")
        .put("mountPath", "/faketime");
    ArrayNode env = (ArrayNode) container.path("env");
    env.addObject().put("name", "FAKETIME").put("value", "+1h");
    env.addObject().put("name", "FAKETIME_DONT_FAKE_MONOTONIC").put("value", "1");
    env.addObject().put("name", "LD_PRELOAD").put("value", "/faketime/libfaketimeMT.so.1");
    return pod;
  }

  private void patch(String deployment) {
    cluster
        .system("patch", "deployment", "keelson-controller", "--type=strategic", "-p", deployment)
        .orThrow();
  }

  // What must be so

  private void apply(int value) {
    cluster.apply(aMyKind().named("led").sysctl(KEY, String.valueOf(value)).yaml()).orThrow();
  }

  private void holdsEverywhere(int value) {
    eventually(
        TAKEN_OVER,
        () ->
            assertThatMyKind(cluster.myKind("led"))
                .isOfThisGeneration()
                .isSuccess()
                .hasCounts(3, 3, 0, 0));
    NODES.forEach(
        node -> assertThat(cluster.sysctl(node, KEY)).as(node).isEqualTo(String.valueOf(value)));
  }

  /** The nodes' own record of what was changed: epochs and generations only ever rise. */
  private void inOrderOnEveryNode() {
    for (String node : NODES) {
      long epoch = 0;
      long generation = 0;
      for (String line :
          cluster.on(node, "cat", "/var/log/keelson/audit.log").orThrow().lines().toList()) {
        JsonNode change = Cluster.json(line);
        if (!change.path("result").asText().equals("changed")) {
          continue;
        }
        assertThat(change.path("epoch").asLong()).as(line).isGreaterThanOrEqualTo(epoch);
        assertThat(change.path("generation").asLong()).as(line).isGreaterThanOrEqualTo(generation);
        epoch = change.path("epoch").asLong();
        generation = change.path("generation").asLong();
      }
      assertThat(epoch).as("epochs on " + node).isPositive();
    }
  }
}
