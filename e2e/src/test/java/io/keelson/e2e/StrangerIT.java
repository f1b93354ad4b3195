package io.keelson.e2e;

import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import io.keelson.testing.kube.CommandResult;
import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Pem;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Who is not the controller gets nothing from an agent, wherever in the cluster he is and whatever
 * he has stolen; nothing on the nodes changes.
 */
@OnCluster
final class StrangerIT {

  private static final String KEY = "net.ipv4.tcp_keepalive_probes";
  private static final String AGENT = "https://10.77.0.12:9443";

  private final Cluster cluster;
  private final List<Attacker> attackers = new ArrayList<>();
  private TestCertificates ours;
  private String before;

  StrangerIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void anAgentThatHoldsSomething() throws Exception {
    cluster.awaitPods();
    cluster.apply(aMyKind().named("kept").sysctl(KEY, "7").yaml()).orThrow();
    cluster.waitReady("kept").orThrow();
    attackers.add(Attacker.onNode(cluster, "node1"));
    attackers.add(Attacker.inPod(cluster));
    ours = authority();
    before = cluster.fingerprint("node2");
  }

  @AfterEach
  void nothingChanged() {
    attackers.forEach(Attacker::leave);
    assertThat(cluster.fingerprint("node2")).isEqualTo(before);
    assertThat(cluster.sysctl("node2", KEY)).isEqualTo("7");
  }

  /** The authority itself, whose key a test may see: so that it can make what nobody else can. */
  private TestCertificates authority() throws Exception {
    JsonNode data = cluster.getSystem("secret", "keelson-ca").path("data");
    return TestCertificates.of(
        Pem.privateKey(text(data.path("ca.key"))),
        Pem.certificates(text(data.path("ca.crt"))).getFirst());
  }

  private static String text(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
  }

  private static String change(String node, long epoch, String value) {
    return "-H 'Content-Type: application/json' -H 'Idempotency-Key: "
        + UUID.randomUUID()
        + "' --data '"
        + """
          {"node":"%s","owner":{"uid":"0e1f6f0e-6b6c-4c52-a1f0-000000000001","namespace":"default","name":"evil","created":"2026-01-01T00:00:00Z"},\
          "epoch":%d,"generation":1,"parameters":[{"key":"%s","value":"%s"}]}"""
            .formatted(node, epoch, KEY, value)
        + "' "
        + AGENT
        + "/v1/sysctl";
  }

  private static void reachedNoHandler(CommandResult result) {
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stdout()).doesNotContain("HTTP/1.1");
  }

  @Test
  @DisplayName("A-01: no certificate")
  void withoutCertificate() {
    attackers.forEach(one -> reachedNoHandler(one.curl(change("node2", 99, "3"))));
  }

  @Test
  @DisplayName("C-05: a node gives itself a label of those that policies should use")
  void aNodeCannotGiveItselfARestrictedLabel() {
    CommandResult refused =
        cluster.on(
            "node1",
            "kubectl",
            "--kubeconfig=/etc/kubernetes/kubelet.conf",
            "label",
            "node",
            "node1",
            "node-restriction.kubernetes.io/role=db");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.stderr()).contains("is not allowed to modify labels");
  }

  @Test
  @DisplayName("A-02: a foreign authority that uses the right name")
  void withTheRightNameOfAForeignAuthority() {
    TestCertificate foreign = TestCertificates.authority().forController().sign();
    attackers.forEach(one -> reachedNoHandler(one.curlAs(foreign, change("node2", 99, "3"))));
  }

  @Test
  @DisplayName("A-04: the controller's own certificate of yesterday")
  void withAnExpiredCertificate() {
    TestCertificate expired = ours.forController().expired().sign();
    attackers.forEach(one -> reachedNoHandler(one.curlAs(expired, change("node2", 99, "3"))));
  }

  @Test
  @DisplayName("A-03, A-26: another agent's certificate, taken from its node by its own token")
  void withTheCertificateOfAnotherNode() throws Exception {
    TestCertificate stolen = enrolledAs("node1");
    for (Attacker one : attackers) {
      CommandResult result = one.curlAs(stolen, change("node2", 99, "3"));
      assertThat(result.stdout()).doesNotContain("200 OK");
      assertThat(result.stdout() + result.stderr())
          .containsAnyOf("CLIENT_NOT_ALLOWED", "certificate");
    }
  }

  /** What root on a node can get: a certificate by the token that lies on its disk. */
  private TestCertificate enrolledAs(String node) throws Exception {
    KeyPair key = CertificateRequest.newKey();
    String csr = CertificateRequest.pem(key).replace("\n", "\\n");
    String ip = cluster.getSystem("service", "keelson-controller").at("/spec/clusterIP").asText();
    String pod = cluster.getSystem(cluster.agentPod(node)).at("/metadata/uid").asText();
    String answer =
        cluster
            .on(
                node,
                "bash",
                "-c",
                """
                token=$(find /var/lib/kubelet/pods/%s/volumes/kubernetes.io~projected -name token | head -1)
                curl -ksS --max-time 8 -H 'Content-Type: application/json' -H "Authorization: Bearer $(cat "$token")" \
                  --data '{"csr":"%s"}' https://%s:9444/v1/enrol
                """
                    .formatted(pod, csr, ip))
            .orThrow();
    JsonNode read = Cluster.json(answer);
    assertThat(read.path("certificate").asText()).as(answer).contains("BEGIN CERTIFICATE");
    return new TestCertificate(
        key,
        Pem.certificates(read.path("certificate").asText()).getFirst(),
        Pem.certificates(read.path("bundle").asText()).getFirst());
  }

  @Test
  @DisplayName("A-07: plain HTTP, TLS 1.1 and TLS 1.2")
  void overWhatIsNotTls13() {
    TestCertificate controller = ours.forController().sign();
    for (Attacker one : attackers) {
      reachedNoHandler(one.curl("http://10.77.0.12:9443/v1/state"));
      reachedNoHandler(one.curlAs(controller, "--tls-max 1.1 " + AGENT + "/v1/state"));
      reachedNoHandler(one.curlAs(controller, "--tls-max 1.2 " + AGENT + "/v1/state"));
    }
  }

  @Test
  @DisplayName("A-07: a scan of both ports finds TLS 1.3 with its strong ciphers and nothing else")
  void aScannerFindsNothingButTls13() {
    // From where the controller has called, more handshakes may be begun than a scanner needs.
    TestCertificate controller = ours.forController().sign();
    assertThat(attackers.getFirst().curlAs(controller, AGENT + "/v1/state").stdout())
        .contains("200 OK");
    String enrolment =
        cluster.getSystem("service", "keelson-controller").at("/spec/clusterIP").asText() + ":9444";
    for (String port : List.of("10.77.0.12:9443", enrolment)) {
      String scan =
          cluster.on("node1", "sslscan", "--no-colour", "--no-heartbleed", port).orThrow();
      assertThat(scan.lines().filter(line -> line.matches("(SSL|TLS)v.*(en|dis)abled *")))
          .allMatch(line -> line.contains("disabled") || line.startsWith("TLSv1.3"))
          .anyMatch(line -> line.matches("TLSv1.3 +enabled *"));
      assertThat(scan.lines().filter(line -> line.matches("(Preferred|Accepted) .*")))
          .isNotEmpty()
          .allMatch(line -> line.contains("TLSv1.3") && line.contains("TLS_"));
    }
  }

  @Test
  @DisplayName("A-09: a call of an epoch that is over, even with the controller's name")
  void replayingACallOfAnEarlierEpoch() {
    TestCertificate controller = ours.forController().sign();
    for (Attacker one : attackers) {
      CommandResult refused = one.curlAs(controller, change("node2", 0, "3"));
      assertThat(refused.stdout()).containsAnyOf("EPOCH_FENCED", "REQUEST_INVALID");
      assertThat(refused.stdout()).doesNotContain("200 OK");
    }
  }

  @Test
  @DisplayName("A-08: a call that was meant for another node")
  void withACallForAnotherNode() {
    TestCertificate controller = ours.forController().sign();
    for (Attacker one : attackers) {
      assertThat(one.curlAs(controller, change("node1", 99, "3")).stdout())
          .contains("HTTP/1.1 421", "WRONG_NODE");
    }
  }

  @Test
  @DisplayName("A-05: no token, a made up one, and that of a pod which is no agent")
  void enrollingWithoutTheTokenOfAnAgent() {
    String ip = cluster.getSystem("service", "keelson-controller").at("/spec/clusterIP").asText();
    String post =
        "-H 'Content-Type: application/json' --data '{\"csr\":\"x\"}' %s https://%s:9444/v1/enrol";
    String other =
        cluster
            .kubectl("create", "token", "default", "--audience=keelson-enrolment")
            .orThrow()
            .strip();
    for (Attacker one : attackers) {
      assertThat(one.curl(post.formatted("", ip)).stdout())
          .doesNotContain("200 OK")
          .contains("HTTP/1.1 4");
      assertThat(one.curl(post.formatted("-H 'Authorization: Bearer a.b.c'", ip)).stdout())
          .contains("HTTP/1.1 4");
      assertThat(one.curl(post.formatted("-H 'Authorization: Bearer " + other + "'", ip)).stdout())
          .contains("HTTP/1.1 4");
    }
  }

  @Test
  @DisplayName("A-24: health and metrics show nothing secret and are not reachable from elsewhere")
  void readsNoHealthOfAnotherNode() {
    attackers.forEach(
        one ->
            eventually(
                () ->
                    assertThat(one.curl("http://10.77.0.12:9440/metrics").exitCode()).isNotZero()));
  }
}
