package io.keelson.controller.trust;

import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.controller.trust.TrustStore.Kept;
import io.keelson.controller.trust.TrustStore.Published;
import io.keelson.controller.trust.TrustStore.Snapshot;
import io.keelson.trust.Identity;
import io.keelson.trust.ReloadableTls;
import io.keelson.trust.TrustBundle;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the authority: makes the first one, follows what is recorded of it, proves ourselves by a
 * certificate of it, and signs for agents. Each replica has one. What cannot be used is refused and
 * what there was is kept. Its methods are for any thread; the work is done on one of its own.
 */
public final class AuthorityKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorityKeeper.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration LOOK_AFTER_FAULT = Duration.ofSeconds(2);
  private static final Duration BEFORE_RECOVERY = Duration.ofSeconds(30);

  /**
   * How it keeps it.
   *
   * @param certificateLife of agents and controller
   * @param authorityLife of an authority that we make
   * @param source the Secret that the authority comes from; empty: we make it
   * @param autoRecover whether another is made when it is lost
   * @param settling how long all agents must be ready before the next phase of a replacement
   */
  public record Settings(
      Duration certificateLife,
      Duration authorityLife,
      String source,
      boolean autoRecover,
      Duration settling) {

    boolean ours() {
      return source.isEmpty();
    }
  }

  private final TrustStore store;
  private final Settings settings;
  private final Notices notices;
  private final TrustTelemetry telemetry;
  private final Clock clock;
  private final LongSupplier nanos;
  private final OwnCertificate own;
  private final Source source;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("keelson-trust").factory());
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private volatile @Nullable Succession leading;

  /** What was adopted last; it is kept while the Secret cannot be used. */
  private volatile @Nullable Made made;

  /** Why nothing may be signed now; null while it may. */
  private volatile @Nullable String trouble = "the authority is not read yet";

  private @Nullable Kept adopted;
  private @Nullable Snapshot seen;
  private long nextLook;
  private long troubledSince;
  private String toldTrouble = "";
  private boolean unreachable;

  /**
   * A keeper.
   *
   * @param nanos a clock that never jumps
   */
  public AuthorityKeeper(
      TrustStore store,
      Settings settings,
      Notices notices,
      TrustTelemetry telemetry,
      Clock clock,
      LongSupplier nanos) {
    this.store = store;
    this.settings = settings;
    this.notices = notices;
    this.telemetry = telemetry;
    this.clock = clock;
    this.nanos = nanos;
    this.own = new OwnCertificate(settings.certificateLife, telemetry, clock);
    this.source = new Source(settings.source, telemetry, this::tell);
  }

  /** Begins to follow the authority. */
  public void start() {
    store.watch(this::wake);
    thread.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** By what we prove ourselves, and whom we believe; always the newest. */
  public ReloadableTls tls() {
    return own.tls();
  }

  /** Why nothing can be signed now; empty while it can. */
  public Optional<String> unavailable() {
    return Optional.ofNullable(trouble);
  }

  /** Why nobody can believe us; empty as soon as there was an authority. */
  public Optional<String> unproved() {
    return made == null ? unavailable() : Optional.empty();
  }

  /** Begins to lead the authority through its life. */
  public void lead(AgentsTrust agents) {
    leading = new Succession(agents, settings.settling, nanos);
    wake();
  }

  /** Leaves that to somebody else. */
  public void follow() {
    leading = null;
  }

  /**
   * What an agent gets.
   *
   * @param certificate its certificate
   * @param bundle whom it is to believe
   */
  public record Issued(X509Certificate certificate, TrustBundle bundle) {}

  /**
   * Signs for the agent of a node. Only after {@link #unavailable} was empty.
   *
   * @throws GeneralSecurityException when the authority cannot sign
   */
  public Issued issue(String node, PublicKey key) throws GeneralSecurityException {
    Made now = made;
    if (now == null || trouble != null) {
      throw new GeneralSecurityException(Objects.requireNonNullElse(trouble, "no authority"));
    }
    X509Certificate leaf =
        Issuer.leaf(
            now.signer(), key, new Identity.Agent(node), clock.instant(), settings.certificateLife);
    return new Issued(leaf, now.bundle());
  }

  private void wake() {
    changed.set(true);
    try {
      thread.execute(this::tick);
    } catch (RejectedExecutionException closing) {
      LOG.debug("not looking: closed");
    }
  }

  private void tick() {
    try {
      if (changed.getAndSet(false) || nanos.getAsLong() - nextLook >= 0) {
        nextLook = nanos.getAsLong() + LOOK.toNanos();
        look();
      }
      lead();
      renewOwn();
    } catch (IOException e) {
      nextLook = nanos.getAsLong() + LOOK_AFTER_FAULT.toNanos();
      if (!unreachable) {
        unreachable = true;
        LOG.warn("the authority cannot be read or written, will be tried again: {}", e.toString());
      }
    } catch (RuntimeException e) {
      if (thread.isShutdown()) {
        LOG.debug("closed while at work", e);
        return;
      }
      LOG.error("keeping the authority failed, will be tried again", e);
    }
  }

  private void look() throws IOException {
    Snapshot snapshot = store.read();
    seen = snapshot;
    unreachable = false;
    AuthorityState state =
        AuthorityState.of(snapshot.kept() == null ? null : snapshot.kept().data());
    switch (state) {
      case Made good -> good(good, snapshot);
      case AuthorityState.Empty empty -> {
        if (made == null && !snapshot.namesAnAuthority()) {
          begin(snapshot);
        } else {
          lost("it is empty, although an authority was made", snapshot);
        }
      }
      case AuthorityState.Absent absent ->
          lost("it does not exist: a helm upgrade makes an empty one", snapshot);
      case AuthorityState.Broken broken -> lost(broken.why(), snapshot);
    }
  }

  /** Whoever writes first has made it; the others read what that one wrote. */
  private void begin(Snapshot snapshot) throws IOException {
    Optional<Authority> first = fresh(snapshot);
    if (first.isEmpty()) {
      trouble = "there is no authority yet: Secret " + settings.source + " does not hold one";
      telemetry.authority(false, Instant.EPOCH);
      nextLook = nanos.getAsLong() + LOOK_AFTER_FAULT.toNanos();
    } else if (write(snapshot, Rotation.first(first.get(), clock.instant()))) {
      tell(Notices.MADE, "made the authority " + first.get(), false);
    }
  }

  private Optional<Authority> fresh(Snapshot snapshot) {
    if (!settings.ours()) {
      return Optional.ofNullable(source.read(snapshot));
    }
    try {
      return Optional.of(Issuer.newAuthority(clock.instant(), settings.authorityLife));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean write(Snapshot snapshot, Made next) throws IOException {
    Kept before = Objects.requireNonNull(snapshot.kept());
    changed.set(true);
    thread.execute(this::tick);
    return store.keep(new Kept(next.data(), before.version()));
  }

  private void lost(String why, Snapshot snapshot) throws IOException {
    String words = "Secret keelson-ca cannot be used: " + why;
    boolean isNew = !words.equals(toldTrouble);
    if (isNew) {
      toldTrouble = words;
      troubledSince = nanos.getAsLong();
      telemetry.reloadFailed();
      tell(
          Notices.DEGRADED,
          words
              + ". What was known is kept; nobody can enrol. "
              + "See docs/certificates.md, When the authority is lost",
          true);
    }
    trouble = words;
    telemetry.authority(false, made == null ? Instant.EPOCH : made.signer().notAfter());
    nextLook = nanos.getAsLong() + LOOK_AFTER_FAULT.toNanos();
    boolean patient = nanos.getAsLong() - troubledSince < BEFORE_RECOVERY.toNanos();
    if (settings.autoRecover && !patient && snapshot.kept() != null) {
      recover(snapshot);
    }
  }

  private void recover(Snapshot snapshot) throws IOException {
    Optional<Authority> fresh = fresh(snapshot);
    if (fresh.isPresent() && write(snapshot, Rotation.first(fresh.get(), clock.instant()))) {
      tell(Notices.MADE, "made another authority, as told: " + fresh.get(), true);
    }
  }

  private void good(Made state, Snapshot snapshot) throws IOException {
    if (adopted == null || !adopted.data().equals(Objects.requireNonNull(snapshot.kept()).data())) {
      adopt(state, snapshot);
    }
    if (!toldTrouble.isEmpty()) {
      toldTrouble = "";
      tell(Notices.GOOD_AGAIN, "Secret keelson-ca can be used again", false);
    }
    trouble = null;
    telemetry.authority(true, state.signer().notAfter());
    publish(state, snapshot);
  }

  private void adopt(Made state, Snapshot snapshot) {
    LOG.info("authority {}, phase {}", state.signer(), state.phase().word());
    made = state;
    adopted = snapshot.kept();
    prove(state);
  }

  private void prove(Made state) {
    own.prove(state).ifPresent(why -> tell(Notices.CERTIFICATE_REFUSED, why, true));
  }

  private void renewOwn() {
    Made state = made;
    if (state != null && own.isDue()) {
      prove(state);
    }
  }

  private void publish(Made state, Snapshot snapshot) throws IOException {
    Published there = snapshot.published();
    Succession succession = leading;
    if (there == null) {
      throw new IOException("ConfigMap keelson-trust does not exist: a helm upgrade makes it");
    }
    String waiting = succession == null ? there.waitingFor() : succession.waitingFor();
    Map<String, String> data = state.published();
    if (!there.data().equals(data) || !there.waitingFor().equals(waiting)) {
      changed.set(true);
      store.publish(new Published(data, waiting, there.version()));
    }
  }

  private void lead() throws IOException {
    Succession succession = leading;
    Snapshot snapshot = seen;
    Made state = made;
    if (succession == null || snapshot == null || state == null || trouble != null) {
      return;
    }
    String waited = succession.waitingFor();
    Optional<Made> due = due(succession, state, snapshot);
    if (due.isPresent()) {
      if (write(snapshot, due.get())) {
        tellOf(state, due.get());
      }
    } else if (!waited.equals(succession.waitingFor())) {
      changed.set(true);
    }
  }

  private Optional<Made> due(Succession succession, Made state, Snapshot snapshot) {
    try {
      return succession.due(
          state, settings.ours(), source.read(snapshot), settings.authorityLife, clock.instant());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tellOf(Made before, Made after) {
    if (after.phase() != Phase.STABLE) {
      tell(
          Notices.REPLACING,
          "phase %s: %s will be followed by %s"
              .formatted(after.phase().word(), before.current(), after.next()),
          false);
    } else if (before.phase() == Phase.STABLE) {
      tell(Notices.RENEWED, "renewed until " + after.current().notAfter(), false);
    } else {
      tell(Notices.REPLACED, "replaced by " + after.current(), false);
    }
  }

  private void tell(String reason, String note, boolean warning) {
    if (warning) {
      LOG.warn("{}: {}", reason, note);
    } else {
      LOG.info("{}: {}", reason, note);
    }
    notices.tell(reason, note, warning);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
