package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The certificates that the chart makes. That an upgrade keeps them needs a cluster. */
class ChartTlsTest {

  private static final RenderedChart CHART = RenderedChart.of("{}");
  private static final Secret CONTROLLER = CHART.secret("keelson-controller-tls");
  private static final Secret AGENT = CHART.secret("keelson-agent-tls");

  @Test
  void bothCertificatesComeFromOneCa() throws Exception {
    X509Certificate ca = certificate(CONTROLLER, "ca.crt");

    assertThat(CONTROLLER.getData().get("ca.crt")).isEqualTo(AGENT.getData().get("ca.crt"));
    assertThatCode(() -> certificate(CONTROLLER, "tls.crt").verify(ca.getPublicKey()))
        .doesNotThrowAnyException();
    assertThatCode(() -> certificate(AGENT, "tls.crt").verify(ca.getPublicKey()))
        .doesNotThrowAnyException();
  }

  @Test
  void eachCertificateNamesItsRoleAlone() throws Exception {
    assertThat(certificate(CONTROLLER, "tls.crt").getSubjectAlternativeNames())
        .containsExactly(List.of(2, "keelson-controller"));
    assertThat(certificate(AGENT, "tls.crt").getSubjectAlternativeNames())
        .containsExactly(List.of(2, "keelson-agent"));
  }

  @Test
  void theCasKeyIsKeptNowhere() {
    assertThat(List.of(CONTROLLER, AGENT))
        .allSatisfy(
            secret -> {
              assertThat(secret.getType()).isEqualTo("kubernetes.io/tls");
              assertThat(secret.getData()).containsOnlyKeys("ca.crt", "tls.crt", "tls.key");
            });
    assertThat(CONTROLLER.getData().get("tls.key")).isNotEqualTo(AGENT.getData().get("tls.key"));
  }

  @Test
  void certificatesLastAsLongAsTheValuesSay() throws Exception {
    X509Certificate leaf =
        certificate(
            RenderedChart.of("tls: {validityYears: 2}").secret("keelson-agent-tls"), "tls.crt");

    assertThat(Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
        .isEqualTo(Duration.ofDays(730));
  }

  @Test
  void newCertificatesReplaceThePods() {
    RenderedChart again = RenderedChart.of("{}");

    assertThat(controllerChecksum(again)).isNotEqualTo(controllerChecksum(CHART));
  }

  @Test
  void secretsOfOnesOwnTakeThePlaceOfTheCharts() {
    String values = "tls: {existingSecrets: {controller: mine, agent: theirs}}";
    RenderedChart chart = RenderedChart.of(values);

    assertThat(chart.has(Secret.class)).isFalse();
    assertThat(chart.controllerPod().getVolumes())
        .anySatisfy(volume -> assertThat(volume.getSecret().getSecretName()).isEqualTo("mine"));
  }

  private static String controllerChecksum(RenderedChart chart) {
    return chart
        .only(Deployment.class)
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get("keelson.io/tls-checksum");
  }

  private static X509Certificate certificate(Secret secret, String key) throws Exception {
    byte[] pem = Base64.getDecoder().decode(secret.getData().get(key));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }
}
