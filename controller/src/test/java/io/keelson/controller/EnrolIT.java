package io.keelson.controller;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(rig.ops("/metrics")).contains("keelson_enrolments_total{result=\"issued\"} 1.0");
  }

  private static EnrolAnswer read(Enrolling.Answer answer) {
    return ((Decoded.Value<EnrolAnswer>)
            Json.read(answer.body().getBytes(StandardCharsets.UTF_8), EnrolAnswer.class))
        .value();
  }
}
