package io.keelson.controller.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.controller.trust.Rotation.Change;
import io.keelson.testing.TestCertificates;
import io.keelson.wire.AgentState;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** each step of renewal and replacement. */
final class RotationTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private final Authority old = Issuer.newAuthority(NOW, YEAR);
  private final Authority next = Issuer.newAuthority(NOW, YEAR);
  private final Made stable = Rotation.first(old, NOW);

  RotationTest() throws GeneralSecurityException {}

  private Made in(Phase phase) {
    return new Made(phase, NOW, old, next);
  }

  @Test
  void twoAuthoritiesHaveTwoNames() {
    assertThat(old.certificate().getSubjectX500Principal())
        .isNotEqualTo(next.certificate().getSubjectX500Principal());
    assertThat(old.certificate().getBasicConstraints()).isZero();
    assertThat(old.certificate().getSerialNumber().bitLength()).isEqualTo(128);
  }

  @Test
  void eachPhaseHasItsSignerAndItsBundle() {
    assertThat(stable.signer()).isEqualTo(old);
    assertThat(in(Phase.TRUST_BOTH).signer()).isEqualTo(old);
    assertThat(in(Phase.ISSUE_NEW).signer()).isEqualTo(next);
    assertThat(in(Phase.DROP_OLD).signer()).isEqualTo(next);
    assertThat(stable.trusted()).containsExactly(old);
    assertThat(in(Phase.TRUST_BOTH).trusted()).containsExactly(old, next);
    assertThat(in(Phase.ISSUE_NEW).trusted()).containsExactly(old, next);
    assertThat(in(Phase.DROP_OLD).trusted()).containsExactly(next);
  }

  @Test
  void phasesFollowEachOther() {
    assertThat(Rotation.begun(stable, next, NOW)).isEqualTo(new Change.To(in(Phase.TRUST_BOTH)));
    assertThat(Rotation.advanced(in(Phase.TRUST_BOTH), NOW)).isEqualTo(in(Phase.ISSUE_NEW));
    assertThat(Rotation.advanced(in(Phase.ISSUE_NEW), NOW)).isEqualTo(in(Phase.DROP_OLD));
    assertThat(Rotation.advanced(in(Phase.DROP_OLD), NOW)).isEqualTo(Rotation.first(next, NOW));
  }

  @Test
  void aSecondReplacementIsRefusedUntilTheFirstHasEnded() throws GeneralSecurityException {
    Authority third = Issuer.newAuthority(NOW, YEAR);
    for (Phase phase : new Phase[] {Phase.TRUST_BOTH, Phase.ISSUE_NEW, Phase.DROP_OLD}) {
      assertThat(Rotation.begun(in(phase), third, NOW))
          .isInstanceOfSatisfying(
              Change.Refused.class, no -> assertThat(no.why()).contains("under way"));
      assertThat(Rotation.renewed(in(phase), Issuer.renewed(old, NOW, YEAR), NOW))
          .isInstanceOf(Change.Refused.class);
    }
  }

  @Test
  void aRenewalKeepsKeyAndName() throws GeneralSecurityException {
    Instant later = NOW.plus(Duration.ofDays(300));
    Authority renewed = Issuer.renewed(old, later, YEAR);

    assertThat(renewed.sharesKeyWith(old)).isTrue();
    assertThat(renewed.certificate().getSubjectX500Principal())
        .isEqualTo(old.certificate().getSubjectX500Principal());
    assertThat(Rotation.renewed(stable, renewed, later))
        .isEqualTo(new Change.To(Rotation.first(renewed, later)));
    assertThat(Rotation.renewed(stable, next, later)).isInstanceOf(Change.Refused.class);
    assertThat(Rotation.begun(stable, renewed, later)).isInstanceOf(Change.Refused.class);
  }

  @Test
  void itIsRenewedAtTwoThirdsOfItsLife() {
    assertThat(Rotation.isDue(old, NOW.plus(Duration.ofDays(243)))).isFalse();
    assertThat(Rotation.isDue(old, NOW.plus(Duration.ofDays(244)))).isTrue();
  }

  @Test
  void waitsForWhoeverBelievesAnythingElse() {
    Made both = in(Phase.TRUST_BOTH);
    String bundle = both.bundle().digest();

    assertThat(
            Rotation.waitingFor(
                both,
                Map.of(
                    "ready", said(bundle, old),
                    "behind", said(stable.bundle().digest(), old),
                    "ahead", said(in(Phase.DROP_OLD).bundle().digest(), next),
                    "unasked", Optional.empty())))
        .containsExactly("ahead", "behind", "unasked");
    assertThat(
            Rotation.waitingFor(
                in(Phase.ISSUE_NEW),
                Map.of("enrolled", said(bundle, next), "not-yet", said(bundle, old))))
        .containsExactly("not-yet");
    assertThat(Rotation.waitingFor(both, Map.of())).isEmpty();
  }

  private static Optional<AgentState.Trust> said(String bundle, Authority issuer) {
    return Optional.of(new AgentState.Trust(bundle, issuer.fingerprint(), NOW.toString()));
  }

  @Test
  void followsTheSource() throws GeneralSecurityException {
    Authority renewed = Issuer.renewed(old, NOW.plusSeconds(9), YEAR);

    assertThat(Rotation.following(stable, old, NOW)).isEmpty();
    assertThat(Rotation.following(stable, renewed, NOW)).contains(Rotation.first(renewed, NOW));
    assertThat(Rotation.following(stable, next, NOW)).contains(in(Phase.TRUST_BOTH));
    assertThat(Rotation.following(in(Phase.ISSUE_NEW), next, NOW)).isEmpty();
    assertThat(Rotation.following(in(Phase.ISSUE_NEW), Issuer.newAuthority(NOW, YEAR), NOW))
        .isEmpty();
  }

  @Test
  void aSourceMayBeWrittenInAnyForm() throws GeneralSecurityException {
    TestCertificates made = TestCertificates.authority();

    assertThat(Authority.ofSource(Map.of("tls.crt", made.pem(), "tls.key", made.keyPem())))
        .extracting(Authority::certificate)
        .isEqualTo(made.certificate());
  }
}
