package io.keelson.controller.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.trust.CertificateRequest;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.AgentState;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a replica makes of what is recorded of the authority, and of what is missing of it. */
final class AuthorityKeeperTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration YEAR = Duration.ofDays(365);

  /** It looks that often, sooner after a fault. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final MemoryTrust store = new MemoryTrust();
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final Measured measured = new Measured();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final AtomicLong skipped = new AtomicLong();
  private final List<AuthorityKeeper> keepers = new ArrayList<>();

  private static final class Measured implements TrustTelemetry {
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean healthy;

    @Override
    public void authority(boolean usable, Instant notAfter) {
      healthy = usable;
    }

    @Override
    public void certificate(Instant notAfter) {}

    @Override
    public void reloadFailed() {
      failures.incrementAndGet();
    }
  }

  private final class Now extends Clock {
    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** All nodes have gone. */
  private record Nobody() implements AgentsTrust {
    @Override
    public boolean isKnown() {
      return true;
    }

    @Override
    public Map<String, Optional<AgentState.Trust>> live() {
      return Map.of();
    }

    @Override
    public void ask(Collection<String> nodes) {}
  }

  @AfterEach
  void close() {
    keepers.forEach(AuthorityKeeper::close);
  }

  private AuthorityKeeper keeper(String source, boolean autoRecover) {
    AuthorityKeeper keeper =
        new AuthorityKeeper(
            store,
            new AuthorityKeeper.Settings(DAY, YEAR, source, autoRecover, Duration.ZERO),
            (reason, note, warning) -> notices.add(reason + " " + note),
            measured,
            new Now(),
            () -> System.nanoTime() + skipped.get());
    keepers.add(keeper);
    keeper.start();
    return keeper;
  }

  /** One that is at work. */
  private AuthorityKeeper made(boolean autoRecover) {
    AuthorityKeeper keeper = keeper("", autoRecover);
    await().until(() -> keeper.unavailable().isEmpty());
    await().until(() -> !store.read().published().data().isEmpty());
    return keeper;
  }

  private Made recorded() {
    return (Made) AuthorityState.of(store.read().kept().data());
  }

  private void pass(Duration duration) {
    skipped.addAndGet(duration.toNanos());
  }

  /** Until it has looked again, and has done what follows. */
  private void awaitLook() {
    for (int i = 0; i < 2; i++) {
      long before = store.reads();
      pass(LOOK);
      await().until(() -> store.reads() > before);
    }
  }

  private static String key(Made made) {
    return made.data().get("ca.key");
  }

  @Test
  @DisplayName("X-14: one that is lost is not made anew, however long it is lost")
  void isNotMadeAnew() {
    AuthorityKeeper keeper = made(false);
    String before = keeper.tls().current().trust().digest();
    store.overwrite(Map.of());
    await().until(() -> keeper.unavailable().isPresent());
    pass(Duration.ofDays(1));
    awaitLook();

    assertThat(store.read().kept().data()).isEmpty();
    assertThat(keeper.tls().current().trust().digest()).isEqualTo(before);
    assertThat(keeper.unproved()).as("who we are is known").isEmpty();
    assertThat(measured.healthy).isFalse();
    assertThat(notices).filteredOn(one -> one.startsWith("AuthorityDegraded")).hasSize(1);
    assertThatThrownBy(() -> keeper.issue("node1", CertificateRequest.newKey().getPublic()))
        .isInstanceOf(GeneralSecurityException.class);
  }

  /** what the ConfigMap names was made before us. */
  @Test
  void aReplicaThatStartsWhenItIsLostMakesNoneEither() {
    made(false).close();
    store.overwrite(Map.of());
    notices.clear();
    AuthorityKeeper second = keeper("", false);
    await().until(() -> notices.stream().anyMatch(one -> one.startsWith("AuthorityDegraded")));

    assertThat(second.unproved()).isPresent();
    assertThat(store.read().kept().data()).isEmpty();
  }

  @Test
  @DisplayName("X-14: with autoRecover another one is made after 30 s, not before")
  void isMadeAnewWhenTheSiteWantsThat() {
    AuthorityKeeper keeper = made(true);
    Made lost = recorded();
    store.overwrite(Map.of());
    await().until(() -> keeper.unavailable().isPresent());
    pass(Duration.ofSeconds(25));
    long before = store.reads();
    await().until(() -> store.reads() > before + 1);
    assertThat(store.read().kept().data()).as("a person may put it back").isEmpty();

    pass(Duration.ofSeconds(10));
    await().until(() -> keeper.unavailable().isEmpty());
    assertThat(recorded().current().sharesKeyWith(lost.current())).isFalse();
    assertThat(keeper.tls().current().trust()).isEqualTo(recorded().bundle());
    await().until(() -> store.read().published().data().equals(recorded().published()));
    assertThat(notices)
        .anyMatch(one -> one.startsWith("AuthorityMade made another authority, as told"));
  }

  /** also when the key does not fit. */
  @Test
  void aBrokenOneIsMadeAnewToo() throws GeneralSecurityException {
    AuthorityKeeper keeper = made(true);
    Map<String, String> broken = new HashMap<>(store.read().kept().data());
    broken.put("ca.key", Issuer.newAuthority(NOW, YEAR).keyPem());
    store.overwrite(broken);
    await().until(() -> keeper.unavailable().isPresent());
    assertThat(keeper.unavailable().orElseThrow()).contains("not that of the certificate");
    pass(Duration.ofSeconds(31));

    await().until(() -> keeper.unavailable().isEmpty());
    assertThat(key(recorded())).isNotEqualTo(broken.get("ca.key"));
  }

  /** a Secret that does not exist is Helm's to make. */
  @Test
  void whatIsDeletedIsNotCreated() {
    AuthorityKeeper keeper = made(true);
    store.overwrite(null);
    await().until(() -> keeper.unavailable().isPresent());
    pass(Duration.ofMinutes(5));
    awaitLook();

    assertThat(store.read().kept()).isNull();
    assertThat(keeper.unavailable().orElseThrow()).contains("does not exist");
  }

  @Test
  void onlyWhoLeadsTakesAReplacementOn() throws GeneralSecurityException {
    AuthorityKeeper keeper = made(false);
    Made before = recorded();
    Authority next = Issuer.newAuthority(NOW, YEAR);
    store.overwrite(new Made(Phase.TRUST_BOTH, NOW, before.current(), next).data());
    await().until(() -> keeper.tls().current().trust().authorities().size() == 2);
    pass(Duration.ofMinutes(5));
    awaitLook();
    assertThat(recorded().phase()).isEqualTo(Phase.TRUST_BOTH);

    keeper.lead(new Nobody());
    await().until(() -> recorded().equals(Rotation.first(next, NOW)));
    assertThat(notices)
        .filteredOn(one -> one.startsWith("AuthorityRepl"))
        .extracting(one -> one.replaceFirst(":? .*", ""))
        .containsExactly("AuthorityReplacing", "AuthorityReplacing", "AuthorityReplaced");
  }

  @Test
  void whoLeadsNoMoreLeavesItAsItIs() throws GeneralSecurityException {
    AuthorityKeeper keeper = made(false);
    keeper.lead(new Nobody());
    keeper.follow();
    Authority next = Issuer.newAuthority(NOW, YEAR);
    store.overwrite(new Made(Phase.TRUST_BOTH, NOW, recorded().current(), next).data());
    awaitLook();

    assertThat(recorded().phase()).isEqualTo(Phase.TRUST_BOTH);
  }

  @Test
  @DisplayName("X-12: our own certificate is renewed at two thirds of its life")
  void provesItselfAnewInTime() {
    AuthorityKeeper keeper = made(false);
    Instant first = end(keeper);
    assertThat(first).isEqualTo(NOW.plus(DAY));
    now.set(NOW.plus(Duration.ofHours(17)));

    await().until(() -> end(keeper).equals(NOW.plus(Duration.ofHours(41))));
  }

  private static Instant end(AuthorityKeeper keeper) {
    return keeper.tls().current().own().leaf().getNotAfter().toInstant();
  }

  @Test
  @DisplayName("X-13: a source that cannot be used is told once, and the old goes on")
  void keepsWhatItHasWhenTheSourceIsBad() throws GeneralSecurityException {
    Authority ours = Issuer.newAuthority(NOW, YEAR);
    Authority other = Issuer.newAuthority(NOW, YEAR);
    AuthorityKeeper keeper = keeper("theirs", false);
    await().until(() -> keeper.unavailable().orElse("").contains("Secret theirs"));
    store.source(source(ours, ours));
    await().until(() -> keeper.unavailable().isEmpty());
    keeper.lead(new Nobody());
    store.source(source(other, ours));
    await()
        .until(
            () ->
                notices.stream()
                    .anyMatch(
                        one ->
                            one.startsWith("AuthoritySourceRefused Sec")
                                && one.endsWith("not that of the certificate")));
    int told = refusals();
    pass(Duration.ofMinutes(2));
    awaitLook();

    assertThat(refusals()).isEqualTo(told);
    assertThat(keeper.unavailable()).isEmpty();
    assertThat(TrustBundle.fingerprint(recorded().current().certificate()))
        .isEqualTo(ours.fingerprint());
  }

  private int refusals() {
    return (int) notices.stream().filter(one -> one.startsWith("AuthoritySourceRefused")).count();
  }

  private static Map<String, String> source(Authority certificate, Authority key) {
    return Map.of("tls.crt", certificate.certificatePem(), "tls.key", key.keyPem());
  }
}
