package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.MyKindAssert;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Identity;
import io.keelson.trust.Pem;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.Decoded;
import io.keelson.wire.EnrolAnswer;
import io.keelson.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Enrolment with real tokens and real reviews. */
@ExtendWith(ApiServerExtension.class)
final class EnrolIT {

  private final ApiServer api;
  private Rig rig;
  private Enrolling agent;

  EnrolIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void start() throws Exception {
    rig = Rig.on(api);
    agent = rig.enrolling();
    Rig.eventually(() -> assertThat(rig.ops("/readyz")).contains("ok"));
  }

  @AfterEach
  void stop() {
    api.kubectl("delete", "pod", "--all", "-n", "keelson-system", "--force", "--ignore-not-found");
    rig.close();
  }

  /** whatever else stands in the request, the certificate is for the token's own node. */
  @Test
  void signsForTheNodeOfTheTokensPod() throws Exception {
    agent.createPod("agent-1", "node1");
    KeyPair key = CertificateRequest.newKey();

    Enrolling.Answer answer = agent.enrol(agent.token("agent-1"), CertificateRequest.pem(key));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    EnrolAnswer enrolled = read(answer);
    X509Certificate leaf = Pem.certificates(enrolled.certificate()).getFirst();
    assertThat(Identity.of(leaf)).contains(new Identity.Agent("node1"));
    assertThat(leaf.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(leaf.getExtendedKeyUsage()).isEqualTo(List.of("1.3.6.1.5.5.7.3.1"));
    assertThat(TrustBundle.ofPem(enrolled.bundle()).authorities())
        .containsExactly(rig.authority().certificate());
    leaf.verify(rig.authority().certificate().getPublicKey());
    rig.measures("keelson_enrolments_total{result=\"issued\"} 1.0");
  }

  /** */
  @Test
  void noOtherTokenIsGoodEnough() throws Exception {
    agent.createPod("agent-1", "node1");
    agent.createPod("nowhere", "");
    api.kubectl("create", "serviceaccount", "other", "-n", "keelson-system");
    String[] bound = {"--bound-object-kind", "Pod", "--bound-object-name", "agent-1"};

    refuses(agent.token("keelson-agent", bound), 401, "TOKEN_INVALID");
    refuses(agent.token("keelson-agent", with(bound, "--audience", "x")), 401, "TOKEN_INVALID");
    refuses(agent.token("keelson-agent", "--audience", Enrolling.AUDIENCE), 401, "TOKEN_INVALID");
    refuses(agent.token("other", "--audience", Enrolling.AUDIENCE), 403, "ENROLMENT_REFUSED");
    refuses(agent.token("nowhere"), 403, "ENROLMENT_REFUSED");
    String good = agent.token("agent-1");
    refuses(good.substring(0, good.length() - 8) + "AAAAAAAA", 401, "TOKEN_INVALID");
    refuses("a.b", 401, "TOKEN_INVALID");

    api.kubectl("delete", "pod", "agent-1", "-n", "keelson-system", "--force").orThrow();
    refuses(good, 401, "TOKEN_INVALID");
    rig.measures(
        "keelson_enrolments_total{result=\"token_invalid\"} 6.0",
        "keelson_enrolments_total{result=\"enrolment_refused\"} 2.0");
  }

  private static String[] with(String[] first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }

  private void refuses(String token, int status, String code) throws Exception {
    Enrolling.Answer answer = agent.enrol(token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(code).doesNotContain(token).doesNotContain("CERTIFICATE");
  }

  /** A-06, and what is enrolled goes on. */
  @Test
  void saysThatItCannotAskWhenTheApiServerIsDown() throws Exception {
    agent.createPod("agent-1", "node1");
    String token = agent.token("agent-1");
    api.down();
    try {
      Enrolling.Answer answer = agent.enrol(token);
      assertThat(answer.status()).as(answer.body()).isEqualTo(503);
      assertThat(answer.body()).contains("AUTHORITY_UNAVAILABLE");
      assertThat(answer.head()).containsPattern("(?i)retry-after: [1-9]");
    } finally {
      api.up();
    }
    Rig.eventually(() -> assertThat(status(token)).isEqualTo(200));
  }

  private int status(String token) {
    try {
      return agent.enrol(token).status();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** it is told, calls go on, nobody enrols, and nothing is made in its place. */
  @Test
  void aLostAuthorityIsNotMadeAnew() throws Exception {
    agent.createPod("agent-1", "node1");
    String token = agent.token("agent-1");
    api.kubectl(
            "patch",
            "secret",
            "keelson-ca",
            "-n",
            "keelson-system",
            "--type=json",
            "-p",
            "[{\"op\":\"remove\",\"path\":\"/data\"}]")
        .orThrow();

    rig.measures("keelson_ca_healthy 0.0");
    Enrolling.Answer answer = agent.enrol(token);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("AUTHORITY_UNAVAILABLE", "it is empty");
    Rig.eventually(
        () ->
            assertThat(api.kubectl("get", "events", "-n", "keelson-system", "-o", "yaml").orThrow())
                .contains("AuthorityDegraded"));
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", MyKindAssert::isSuccess);
    assertThat(api.get("secret", "keelson-system", "keelson-ca").has("data")).isFalse();

    new TrustYaml(rig.authority()).restoreTo(api);
    Rig.eventually(() -> assertThat(status(token)).isEqualTo(200));
    rig.measures("keelson_ca_healthy 1.0");
  }

  @Test
  void refusesWhatIsNoRequestOfAnAgent() throws Exception {
    agent.createPod("agent-1", "node1");
    String token = agent.token("agent-1");
    String head = "Host: c\r\nAuthorization: Bearer " + token + "\r\n";
    String json = "Content-Type: application/json\r\n";

    assertThat(agent.enrol(token, "no csr").body()).contains("CSR_INVALID");
    assertThat(agent.send("GET /v1/enrol HTTP/1.1\r\n" + head + "\r\n").status()).isEqualTo(405);
    assertThat(agent.send("POST /v1/x HTTP/1.1\r\n" + head + "\r\n").status()).isEqualTo(404);
    assertThat(agent.send("POST /v1/enrol HTTP/1.1\r\n" + head + "\r\n").status()).isEqualTo(415);
    assertThat(
            agent
                .send("POST /v1/enrol HTTP/1.1\r\n" + head + json + "Content-Length: 20000\r\n\r\n")
                .status())
        .isEqualTo(413);
    assertThat(
            agent
                .send(
                    "POST /v1/enrol HTTP/1.1\r\nHost: c\r\n" + json + "Content-Length: 2\r\n\r\n{}")
                .status())
        .isEqualTo(401);
    assertThat(
            agent
                .send(
                    "POST /v1/enrol HTTP/1.1\r\n"
                        + head
                        + json
                        + "Content-Length: 16\r\n\r\n{\"csr\":1,\"x\":\"\"}")
                .status())
        .isEqualTo(400);
    assertThat(agent.send("NONSENSE\r\n\r\n").status()).isEqualTo(400);
    assertThat(agent.enrol(token).status()).isEqualTo(200);
  }

  private static EnrolAnswer read(Enrolling.Answer answer) {
    return ((Decoded.Value<EnrolAnswer>)
            Json.read(answer.body().getBytes(StandardCharsets.UTF_8), EnrolAnswer.class))
        .value();
  }
}
