package io.keelson.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.keelson.controller.kube.Kube;
import io.keelson.controller.trust.Authority;
import io.keelson.controller.trust.Issuer;
import io.keelson.testing.TestCertificates;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import io.keelson.trust.Pem;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.Decoded;
import io.keelson.wire.EnrolAnswer;
import io.keelson.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * a whole controller whose authority comes from a Secret of the site. Whether a person or
 * cert-manager writes that Secret is the same to it.
 */
@ExtendWith(ApiServerExtension.class)
final class SourceIT {

  private static final String SOURCE = "site-ca";

  private final ApiServer api;
  private final TestCertificates first = TestCertificates.authority();
  private Controller controller;

  SourceIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void start() throws Exception {
    TrustYaml.applyEmptyTo(api);
    api.kubectl("delete", "events", "--all", "-n", TrustYaml.NAMESPACE).orThrow();
    api.kubectl("delete", "secret", SOURCE, "-n", TrustYaml.NAMESPACE, "--ignore-not-found");
    Config access = Config.fromKubeconfig(Files.readString(api.kubeconfig()));
    access.setClientKeyAlgo("EC");
    ControllerConfig.Trust trust =
        new ControllerConfig.Trust(
            0, Duration.ofHours(24), Duration.ofDays(365), SOURCE, false, "keelson-agent");
    controller =
        Controller.start(
            new ControllerConfig(
                9443,
                0,
                Duration.ofMillis(200),
                Duration.ofMinutes(10),
                8,
                TrustYaml.NAMESPACE,
                "rig",
                trust,
                ""),
            Kube.of(access),
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    controller.drain(Duration.ofSeconds(5));
    controller.close();
    api.kubectl("delete", "pod", "--all", "-n", TrustYaml.NAMESPACE, "--force");
  }

  private void provide(String certificate, String key) {
    api.apply(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: %s, namespace: %s}
            type: kubernetes.io/tls
            data: {tls.crt: %s, tls.key: %s}
            """
                .formatted(SOURCE, TrustYaml.NAMESPACE, base64(certificate), base64(key)))
        .orThrow();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What agents are told to believe. */
  private List<X509Certificate> believed() {
    try {
      return Pem.certificates(
          api.get("cm", TrustYaml.NAMESPACE, "keelson-trust").path("data").path("ca.crt").asText());
    } catch (GeneralSecurityException none) {
      return List.of();
    }
  }

  private void follows(X509Certificate authority) {
    Rig.eventually(() -> assertThat(believed()).containsExactly(authority));
    Rig.eventually(() -> assertThat(ops("/readyz")).contains("ok"));
  }

  private void provideFirst() {
    provide(first.pem(), first.keyPem());
    follows(first.certificate());
  }

  private String ops(String path) {
    return Rig.ops(controller, path);
  }

  private List<JsonNode> events(String reason) {
    JsonNode items =
        api.call("GET", "/api/v1/namespaces/" + TrustYaml.NAMESPACE + "/events").path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(one -> one.path("reason").asText().equals(reason))
        .toList();
  }

  private List<String> phases() {
    return events("AuthorityReplacing").stream()
        .map(one -> one.path("message").asText().replaceFirst("phase (\\w+):.*", "$1"))
        .toList();
  }

  private X509Certificate enrolled(TestCertificates believed) throws Exception {
    return enrolled(believed, believed.certificate());
  }

  /** An agent that believes one, and is told to believe another from now on. */
  private X509Certificate enrolled(TestCertificates believed, X509Certificate told)
      throws Exception {
    Enrolling agent = Enrolling.of(api, believed, controller.enrolPort());
    agent.createPod("agent-1", "node1");
    Enrolling.Answer answer = agent.enrol(agent.token("agent-1"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    EnrolAnswer enrolled =
        ((Decoded.Value<EnrolAnswer>)
                Json.read(answer.body().getBytes(StandardCharsets.UTF_8), EnrolAnswer.class))
            .value();
    assertThat(TrustBundle.ofPem(enrolled.bundle()).authorities()).containsExactly(told);
    return Pem.certificates(enrolled.certificate()).getFirst();
  }

  @Test
  void waitsForTheSourceAndSignsWithIt() throws Exception {
    Rig.eventually(() -> assertThat(ops("/readyz")).contains("Secret site-ca does not hold one"));
    Rig.eventually(() -> assertThat(events("AuthoritySourceRefused")).isNotEmpty());
    provideFirst();

    enrolled(first).verify(first.certificate().getPublicKey());
  }

  @Test
  @DisplayName("another key in it replaces the authority, through each phase")
  void anotherKeyIsAReplacement() throws Exception {
    provideFirst();
    TestCertificates second = TestCertificates.authority();
    provide(second.pem(), second.keyPem());
    follows(second.certificate());

    Rig.eventually(() -> assertThat(events("AuthorityReplaced")).hasSize(1));
    assertThat(phases()).containsExactlyInAnyOrder("TrustBoth", "IssueNew", "DropOld");
    enrolled(second).verify(second.certificate().getPublicKey());
  }

  @Test
  @DisplayName("another certificate for the same key is a renewal: at once, without phases")
  void theSameKeyIsARenewal() throws Exception {
    Authority ours = Authority.ofPem(first.pem(), first.keyPem());
    provideFirst();
    Authority renewed = Issuer.renewed(ours, Instant.now(), Duration.ofDays(30));
    provide(TrustBundle.pem(renewed.certificate()), first.keyPem());
    follows(renewed.certificate());

    assertThat(events("AuthorityRenewed")).hasSize(1);
    assertThat(events("AuthorityReplacing")).isEmpty();
    enrolled(first, renewed.certificate()).verify(first.certificate().getPublicKey());
  }

  @Test
  @DisplayName("X-15: a pair that does not fit is refused and told; the old goes on")
  void aBadPairIsRefusedAndTold() throws Exception {
    provideFirst();
    String failures = "keelson_tls_reload_failures_total ";
    double before = metric(failures);
    TestCertificates second = TestCertificates.authority();
    provide(second.pem(), first.keyPem());

    Rig.eventually(
        () ->
            assertThat(events("AuthoritySourceRefused"))
                .anySatisfy(
                    one -> {
                      assertThat(one.path("type").asText()).isEqualTo("Warning");
                      assertThat(one.path("message").asText())
                          .contains("Secret site-ca", "what there was is kept", "not that of the")
                          .doesNotContain(first.keyPem().lines().skip(1).findFirst().orElseThrow());
                    }));
    assertThat(metric(failures)).isGreaterThan(before);
    assertThat(ops("/metrics")).contains("keelson_ca_healthy 1.0");
    assertThat(believed()).containsExactly(first.certificate());
    enrolled(first).verify(first.certificate().getPublicKey());

    provide(second.pem(), second.keyPem());
    follows(second.certificate());
  }

  private double metric(String name) {
    return ops("/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }
}
