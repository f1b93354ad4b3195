package io.keelson.e2e;

import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.kube.CommandResult;
import io.keelson.trust.Pem;
import io.keelson.trust.TrustBundle;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Certificates and their authority live and die without a person and without a lost call. */
@OnCluster
final class AuthorityIT {

  /**
   * Kubelets bring a changed ConfigMap to its pods within a minute or two; three phases need it.
   */
  private static final Duration REPLACED = Duration.ofMinutes(8);

  private final Cluster cluster;

  AuthorityIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void wholeAgain() {
    cluster.sandbox("up").orThrow();
    cluster.install().orThrow();
    cluster.awaitPods();
  }

  @Test
  @DisplayName("X-13: replaced twice while MyKinds are applied, with restarts, and one node away")
  void isReplacedTwiceWithoutALostCall() throws Exception {
    cluster.awaitPods();
    String first = signing();
    cluster.sandbox("kill", "node2").orThrow();
    eventually(
        Duration.ofMinutes(2),
        () ->
            assertThat(cluster.get("node", "node2").toString())
                .contains("\"status\":\"Unknown\",\"type\":\"Ready\""));
    String second;
    try (Applying applying = new Applying(cluster, "master", "node1")) {
      eventually(() -> assertThat(applying.done()).isGreaterThan(3));
      second = replaceWithRestarts(first);
      String third = replaceWithRestarts(second);
      assertThat(third).isNotIn(first, second);
      int then = applying.done();
      eventually(() -> assertThat(applying.done()).isGreaterThan(then + 3));
      assertThat(applying.failures()).isEmpty();
    }
    assertThat(authorities().pem()).doesNotContain(first);

    cluster.sandbox("boot", "node2").orThrow();
    cluster.awaitPods();
    // Until the controller has seen its agent, the node is offline: no failure, but no call either.
    cluster.apply(aMyKind().named(Applying.NAME).sysctl(Applying.KEY, "15").yaml()).orThrow();
    eventually(
        () ->
            assertThat(cluster.myKind(Applying.NAME).at("/status/Nodes/Applied").asInt())
                .isEqualTo(3));
    try (Applying all = new Applying(cluster)) {
      eventually(() -> assertThat(all.done()).isGreaterThan(3));
      assertThat(all.failures()).isEmpty();
    }
  }

  /** In each phase that it sees, it ends the controller that leads. */
  private String replaceWithRestarts(String before) {
    ca("replace").orThrow();
    String[] seen = {"Stable"};
    eventually(
        REPLACED,
        () -> {
          String phase = phase();
          if (!phase.equals(seen[0]) && !phase.equals("Stable")) {
            cluster.system("delete", cluster.leaderPod(), "--wait=false").orThrow();
          }
          seen[0] = phase;
          assertThat(phase).isEqualTo("Stable");
          assertThat(signing()).isNotEqualTo(before);
        });
    return signing();
  }

  @Test
  @DisplayName("X-12: certificates of two minutes are renewed while MyKinds are applied")
  void certificatesOfTwoMinutesAreRenewed() {
    Duration watched = Duration.parse(System.getProperty("keelson.e2e.short-lives", "PT4M"));
    cluster.install("--set", "tls.certificateLife=PT2M").orThrow();
    // Those that agents have live for a day: new pods ask for new ones.
    cluster.system("rollout", "restart", "daemonset/keelson-agent").orThrow();
    cluster.awaitPods();
    Instant end = Instant.now().plus(watched);
    try (Applying applying = new Applying(cluster)) {
      eventually(
          watched.plusMinutes(1),
          () -> {
            assertThat(applying.failures()).isEmpty();
            assertThat(Instant.now()).isAfter(end);
          });
      assertThat(applying.done()).isGreaterThan(10);
    }
  }

  @Test
  @DisplayName("X-14: an authority that was lost is told, not silently made anew")
  void aLostAuthorityWaitsForAPerson() {
    cluster.awaitPods();
    String before = authorities().digest();
    cluster
        .system(
            "patch",
            "secret",
            "keelson-ca",
            "--type=json",
            "-p",
            "[{\"op\":\"remove\",\"path\":\"/data\"}]")
        .orThrow();

    eventually(
        Duration.ofMinutes(2),
        () -> assertThat(ca("status").stdout()).containsIgnoringCase("recover"));
    assertThat(authorities().digest()).isEqualTo(before);

    ca("recover").orThrow();

    eventually(REPLACED, () -> assertThat(authorities().digest()).isNotEqualTo(before));
    eventually(
        REPLACED,
        () -> {
          try (Applying all = new Applying(cluster)) {
            eventually(() -> assertThat(all.done()).isPositive());
            assertThat(all.failures()).isEmpty();
          }
        });
  }

  private CommandResult ca(String verb) {
    return cluster.kubectl(
        "exec",
        "--namespace",
        Cluster.NAMESPACE,
        cluster.leaderPod(),
        "--",
        "/opt/java/bin/java",
        "@/app/jvm-options",
        "-jar",
        "/app/keelson-controller.jar",
        "ca",
        verb);
  }

  private String phase() {
    String state = cluster.getSystem("secret", "keelson-ca").at("/data/state.json").asText();
    return Cluster.json(new String(Base64.getDecoder().decode(state), StandardCharsets.UTF_8))
        .path("phase")
        .asText();
  }

  private String signing() {
    return cluster.getSystem("configmap", "keelson-trust").at("/data/issuer").asText();
  }

  private TrustBundle authorities() {
    try {
      return new TrustBundle(
          Pem.certificates(
              cluster.getSystem("configmap", "keelson-trust").at("/data/ca.crt").asText()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
