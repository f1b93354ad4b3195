package io.keelson.controller.trust;

import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.trust.Credential;
import io.keelson.trust.Identity;
import io.keelson.trust.ReloadableTls;
import io.keelson.trust.TlsMaterial;
import io.keelson.trust.TrustBundle;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The controller's own certificate, signed here with the authority that we hold. For one thread.
 */
final class OwnCertificate {

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final double JITTER = 0.05;

  private final Duration life;
  private final TrustTelemetry telemetry;
  private final Clock clock;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final ReloadableTls tls;
  private Instant renewAt = Instant.MAX;

  OwnCertificate(Duration life, TrustTelemetry telemetry, Clock clock) {
    this.life = life;
    this.telemetry = telemetry;
    this.clock = clock;
    this.tls = strangersTls(clock.instant());
  }

  /** Until there is an authority, nobody believes us and we believe nobody. */
  private static ReloadableTls strangersTls(Instant now) {
    try {
      Duration day = Duration.ofDays(1);
      Authority nobodys = Issuer.newAuthority(now, day);
      Credential own = Issuer.credential(nobodys, new Identity.Controller(), now, day);
      return new ReloadableTls(
          new TlsMaterial(own, new TrustBundle(List.of(nobodys.certificate()))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  ReloadableTls tls() {
    return tls;
  }

  /** True when two thirds of its life are over. */
  boolean isDue() {
    return !clock.instant().isBefore(renewAt);
  }

  /** Takes a new one; why not, when what there was is kept. */
  Optional<String> prove(Made state) {
    Instant now = clock.instant();
    try {
      Credential own = Issuer.credential(state.signer(), new Identity.Controller(), now, life);
      tls.replace(new TlsMaterial(own, state.bundle()), now);
      Instant end = own.leaf().getNotAfter().toInstant();
      double part = 2.0 / 3 * (1 + random.nextDouble(-JITTER, JITTER));
      renewAt = now.plusMillis((long) (Duration.between(now, end).toMillis() * part));
      telemetry.certificate(end);
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      renewAt = now.plus(PAUSE);
      telemetry.reloadFailed();
      return Optional.of("our own certificate: " + e.getMessage());
    }
  }
}
