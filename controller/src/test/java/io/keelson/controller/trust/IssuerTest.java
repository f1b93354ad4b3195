package io.keelson.controller.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Identity;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What stands in a certificate. */
final class IssuerTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;

  private final Authority authority = Issuer.newAuthority(NOW, DAY.multipliedBy(3));
  private final KeyPair key = CertificateRequest.newKey();

  IssuerTest() throws GeneralSecurityException {}

  private X509Certificate leaf(Identity whom, Instant now) throws GeneralSecurityException {
    return Issuer.leaf(authority, key.getPublic(), whom, now, DAY);
  }

  @Test
  @DisplayName("A-02: a certificate stolen from a node opens no connection")
  void anAgentIsAServerOnlyAndTheControllerIsBoth() throws GeneralSecurityException {
    X509Certificate agent = leaf(new Identity.Agent("node1"), NOW);
    X509Certificate controller = leaf(new Identity.Controller(), NOW);

    assertThat(agent.getExtendedKeyUsage()).containsExactly(SERVER);
    assertThat(controller.getExtendedKeyUsage()).containsExactlyInAnyOrder(CLIENT, SERVER);
    for (X509Certificate one : List.of(agent, controller)) {
      assertThat(one.getBasicConstraints()).as("signs nobody").isEqualTo(-1);
      assertThat(one.getKeyUsage()[DIGITAL_SIGNATURE]).isTrue();
      assertThat(one.getKeyUsage()[KEY_CERT_SIGN]).isFalse();
      assertThat(one.getSubjectAlternativeNames()).hasSize(1);
      one.verify(authority.certificate().getPublicKey());
    }
    assertThat(Identity.of(agent)).contains(new Identity.Agent("node1"));
    assertThat(Identity.of(controller)).contains(new Identity.Controller());
  }

  @Test
  @DisplayName("X-12: it lives a day, and not longer than the authority")
  void noLeafOutlivesItsAuthority() throws GeneralSecurityException {
    X509Certificate early = leaf(new Identity.Controller(), NOW);
    X509Certificate late = leaf(new Identity.Controller(), authority.notAfter().minusSeconds(5));

    assertThat(early.getNotAfter().toInstant()).isEqualTo(NOW.plus(DAY));
    assertThat(early.getNotBefore().toInstant()).isEqualTo(NOW.minus(Issuer.BACKDATED));
    assertThat(late.getNotAfter().toInstant()).isEqualTo(authority.notAfter());
  }

  @Test
  void anAuthorityThatHasEndedSignsNoMore() {
    assertThatThrownBy(() -> leaf(new Identity.Agent("node1"), authority.notAfter()))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("has ended");
  }
}
