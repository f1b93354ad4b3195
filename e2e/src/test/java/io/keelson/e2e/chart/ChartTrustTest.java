package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.junit.jupiter.api.Test;

/** Where the authority comes from. */
class ChartTrustTest {

  @Test
  void asksCertManagerForAnIntermediateThatMaySignAndNothingElse() {
    RenderedChart chart =
        RenderedChart.of("tls: {source: certManager, certManager: {issuerRef: {name: org}}}");
    GenericKubernetesResource certificate = chart.only(GenericKubernetesResource.class);

    assertThat(certificate.getApiVersion()).isEqualTo("cert-manager.io/v1");
    assertThat(certificate.getMetadata().getName()).isEqualTo("keelson-ca-source");
    assertThat(certificate.<Object>get("spec", "isCA")).isEqualTo(true);
    assertThat(certificate.<Object>get("spec", "secretName")).isEqualTo("keelson-ca-source");
    assertThat(certificate.<Object>get("spec", "issuerRef", "name")).isEqualTo("org");
    assertThat(certificate.<Object>get("spec", "privateKey", "algorithm")).isEqualTo("ECDSA");
  }

  @Test
  void asksForWhatASourceNeeds() {
    assertThatThrownBy(() -> RenderedChart.of("tls: {source: certManager}"))
        .hasMessageContaining("name the Issuer or ClusterIssuer");
    assertThatThrownBy(() -> RenderedChart.of("tls: {source: other}"))
        .hasMessageContaining("source");
    assertThatThrownBy(() -> RenderedChart.of("tls: {certificateLife: 24h}"))
        .hasMessageContaining("certificateLife");
  }

  @Test
  void needsNothingOfOthersByDefault() {
    assertThat(RenderedChart.of("{}").has(GenericKubernetesResource.class)).isFalse();
  }
}
