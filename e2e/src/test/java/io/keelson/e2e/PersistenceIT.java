package io.keelson.e2e;

import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a node's next boot would undo is said, and what a node cannot keep leaves nothing half. */
@OnCluster
final class PersistenceIT {

  private static final String NODE = "node1";
  private static final String KEY = "net.ipv4.tcp_keepalive_intvl";
  private static final String FILE = "/etc/keelson.d/persist.conf";
  private static final String LATER = "/etc/sysctl.d/95-site.conf";
  private static final String READ_ONLY = "/run/persistence-etc";
  private static final String KUBELET = "/run/persistence/kubelet";

  /** What is promised for a value, and the time in which a busy machine looks. */
  private static final Duration REPAIR = Duration.ofSeconds(30 + 5);

  private final Cluster cluster;

  PersistenceIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void aDirectoryOfTheSite() {
    script("mkdir -p /etc/keelson.d");
  }

  @AfterEach
  void nothingLeft() {
    script(
        "while mountpoint -q /etc; do umount -l /etc; done;"
            + " while mountpoint -q %s; do umount -l %s; done; [ ! -e %s ] || rmdir %s"
                .formatted(READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY));
    script("rm -f " + LATER);
    stopKubelet();
    cluster.deleteMyKinds();
    script("rm -rf /etc/keelson.d /run/persistence");
  }

  @Test
  @DisplayName("N-06: where /etc is read-only, values are set and it is said, all else is refused")
  void aReadOnlyEtcIsTold() {
    NodeSnapshot before = NodeSnapshot.of(cluster, NODE);
    makeEtcReadOnly();

    cluster.apply(value("33")).orThrow();
    cluster.waitReady("value").orThrow();
    cluster.apply(aMyKind().named("file").onNodes(NODE).file(FILE, "mine\n").yaml()).orThrow();
    cluster.apply(name("web1")).orThrow();

    assertThat(cluster.sysctl(NODE, KEY)).isEqualTo("33");
    assertThatMyKind(cluster.myKind("value")).isSuccess();
    assertThat(persistent("value"))
        .startsWith("False NotPersistent node1: " + KEY)
        .contains("/etc/sysctl.d is read-only on this node");
    for (String refused : new String[] {"file", "name"}) {
      eventually(
          () ->
              assertThatMyKind(cluster.myKind(refused))
                  .isError()
                  .hasProblem("FS_READ_ONLY")
                  .saysInMsg("node1")
                  .saysInMsg("read-only"));
    }
    assertThat(before.differences())
        .as("nothing else is there, not even half")
        .allMatch(line -> line.startsWith("+ " + KEY) || line.startsWith("- " + KEY));
    byHandItIsSetRight();
    assertThat(script("grep ' /etc ' /proc/self/mountinfo")).as("not mounted anew").contains(" ro");

    cluster.deleteMyKinds();
    assertThat(before.differences()).as("given back, also there").isEmpty();
  }

  /**
   * As on a node that has it so from its boot. What is mounted goes on to the agent as it is then,
   * so that it has to be read-only before it gets there: another flag of the node's mount later on
   * would be the node's alone.
   */
  private void makeEtcReadOnly() {
    script(
        "mkdir %s && mount --bind /etc %s && mount -o remount,bind,ro %s && mount --bind %s /etc"
            .formatted(READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY));
  }

  /** That the line for the next boot is missing is no drift, and nobody contests anything. */
  private void byHandItIsSetRight() {
    cluster.on(NODE, "sysctl", "-w", KEY + "=44").orThrow();
    eventually(REPAIR, () -> assertThat(cluster.sysctl(NODE, KEY)).isEqualTo("33"));
    assertThatMyKind(cluster.myKind("value")).isSuccess();
  }

  @Test
  @DisplayName("A file of sysctl.d that wins at the next boot is named, with its line")
  void aLaterFileIsNamed() {
    script("printf '# of the site\\n%s = 99\\n' " + KEY + " > " + LATER);

    cluster.apply(value("34")).orThrow();
    cluster.waitReady("value").orThrow();

    assertThat(cluster.sysctl(NODE, KEY)).isEqualTo("34");
    assertThat(persistent("value"))
        .startsWith("False NotPersistent node1: ")
        .contains(LATER + " line 2", "sets it to \"99\"");

    script("rm " + LATER);
    cluster.apply(value("35")).orThrow();
    eventually(() -> assertThat(persistent("value")).startsWith("True "));
    assertThat(script("cat /etc/sysctl.d/90-keelson.conf")).contains("35");
  }

  @Test
  @DisplayName("H-11: a kubelet that takes the node's name from the host, until it does not")
  void aKubeletKeepsItsName() {
    startKubelet();
    String was = cluster.hostname(NODE);

    cluster.apply(name("web1")).orThrow();

    eventually(
        () ->
            assertThatMyKind(cluster.myKind("name"))
                .isError()
                .hasProblem("HOSTNAME_NOT_ALLOWED")
                .saysInMsg("another node than node1"));
    assertThat(cluster.hostname(NODE)).isEqualTo(was);
    stopKubelet();
    eventually(() -> assertThatMyKind(cluster.myKind("name")).isSuccess());
    assertThat(cluster.hostname(NODE)).isEqualTo("web1");
  }

  @Test
  @DisplayName("H-14: a name corrected at once is told until when it waits, and comes by itself")
  void aCorrectionComesByItself() {
    String was = cluster.hostname(NODE);
    cluster.apply(name("wbe1")).orThrow();
    eventually(() -> assertThat(cluster.hostname(NODE)).isEqualTo("wbe1"));

    cluster.apply(name("web1")).orThrow();

    eventually(
        () ->
            assertThatMyKind(cluster.myKind("name"))
                .isError()
                .hasProblem("HOSTNAME_THROTTLED")
                .saysInMsg("not before"));
    String[] words = condition("Ready").path("message").asText().split("not before ", -1);
    assertThat(condition("Ready").path("reason").asText()).isEqualTo("Throttled");
    Instant until = Instant.parse(words[1].substring(0, "2026-01-01T00:00:00Z".length()));
    assertThat(cluster.hostname(NODE)).isEqualTo("wbe1");
    eventually(() -> assertThatMyKind(cluster.myKind("name")).isOfThisGeneration().isSuccess());
    assertThat(cluster.hostname(NODE)).isEqualTo("web1");
    assertThat(Instant.now()).isBetween(until.minusSeconds(1), until.plusSeconds(15));

    cluster.kubectl("delete", "mk/name", "--timeout=20s").orThrow();
    assertThat(cluster.hostname(NODE)).as("what is given back does not wait").isEqualTo(was);
  }

  private static String value(String value) {
    return aMyKind().named("value").onNodes(NODE).sysctl(KEY, value).yaml();
  }

  private static String name(String name) {
    return aMyKind().named("name").onNodes(NODE).hostname(name).yaml();
  }

  /** A process of the node's root by that name, with no name of the node among its options. */
  private void startKubelet() {
    script(
        "mkdir -p /run/persistence && cp /bin/sleep %s && { setsid %s 600 < /dev/null > /dev/null 2>&1 & echo $! > %s.pid; }"
            .formatted(KUBELET, KUBELET, KUBELET));
  }

  private void stopKubelet() {
    script(
        "[ ! -e %s.pid ] || { kill $(cat %s.pid); rm %s.pid; }"
            .formatted(KUBELET, KUBELET, KUBELET));
  }

  private String script(String script) {
    return cluster.on(NODE, "bash", "-c", script).orThrow();
  }

  /** Status, reason and message of the condition. */
  private String persistent(String myKind) {
    JsonNode found = condition(myKind, "Persistent");
    return "%s %s %s"
        .formatted(
            found.path("status").asText(),
            found.path("reason").asText(),
            found.path("message").asText());
  }

  private JsonNode condition(String type) {
    return condition("name", type);
  }

  private JsonNode condition(String myKind, String type) {
    for (JsonNode one : cluster.myKind(myKind).at("/status/conditions")) {
      if (one.path("type").asText().equals(type)) {
        return one;
      }
    }
    throw new AssertionError("no condition " + type + " of " + myKind);
  }
}
