package io.keelson.agent.trust;

import static io.keelson.problem.ProblemCode.TRUST_INVALID;

import io.keelson.agent.trust.Endpoint.Answer;
import io.keelson.agent.trust.TrustFolder.Mounted;
import io.keelson.agent.trust.TrustFolder.Texts;
import io.keelson.problem.Problem;
import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Credential;
import io.keelson.trust.Identity;
import io.keelson.trust.Pem;
import io.keelson.trust.ReloadableTls;
import io.keelson.trust.TlsMaterial;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.AgentState.Trouble;
import io.keelson.wire.AgentState.Trust;
import io.keelson.wire.EnrolAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets this agent its certificate and keeps it fresh: asks the controller with a new key and the
 * pod's token, at once at the start, at two thirds of the certificate's life, and when another
 * authority signs. Follows the folder of trust. One thread of its own; what it offers is for any.
 */
public final class Enrolment implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** One word that can stand in a header (RFC 6750, section 2.1). */
  private static final Pattern TOKEN = Pattern.compile("[-._~+/A-Za-z0-9]+=*");

  private final String node;
  private final Endpoint endpoint;
  private final TrustFolder folder;
  private final Path tokenFile;
  private final Observer observer;
  private final Pace pace = new Pace(RandomGenerator.getDefault());
  private final CompletableFuture<ReloadableTls> first = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("enrolment").factory());

  /** What was good when it was read last: it is asked for each second, and changes once a year. */
  private @Nullable Texts looked;

  private @Nullable Mounted mounted;
  private @Nullable ReloadableTls tls;
  private long dueNanos = System.nanoTime();
  private volatile @Nullable String folderTrouble;
  private volatile @Nullable String askingTrouble;

  /** Told what happens, to count it. */
  public interface Observer {

    /** A certificate came and is used, until then. */
    void enrolled(Instant notAfter);

    /** Asking came to nothing, or to something that cannot be used. */
    void failed();

    /** What the folder of trust holds cannot be used. */
    void refusedFolder();
  }

  /**
   * Begins to ask.
   *
   * @param controller host:port of its enrolment
   * @param trustFolder with ca.crt and issuer
   * @param tokenFile the pod's token; read anew for each request, since the kubelet replaces it
   */
  public Enrolment(
      String node, String controller, Path trustFolder, Path tokenFile, Observer observer) {
    this.node = node;
    this.endpoint = Endpoint.of(controller);
    this.folder = new TrustFolder(trustFolder);
    this.tokenFile = tokenFile;
    this.observer = observer;
    thread.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Completes with the first certificate; never fails. */
  public CompletableFuture<ReloadableTls> first() {
    return first;
  }

  /** Why there is no certificate yet; empty when there is one. */
  public Optional<String> obstacle() {
    String why = Optional.ofNullable(askingTrouble).orElse(folderTrouble);
    return first.isDone()
        ? Optional.empty()
        : Optional.of("not enrolled yet" + (why == null ? "" : ": " + why));
  }

  /** What a person should mend. */
  public Optional<Trouble> trouble() {
    return Optional.ofNullable(folderTrouble)
        .or(() -> Optional.ofNullable(askingTrouble))
        .map(why -> new Trouble(TRUST_INVALID, why));
  }

  /** What is believed and used now, as the state says it. */
  public static Trust trust(ReloadableTls tls) {
    TlsMaterial now = tls.current();
    X509Certificate leaf = now.own().leaf();
    return new Trust(
        now.trust().digest(),
        now.trust().issuerOf(leaf, Instant.now()).map(TrustBundle::fingerprint).orElse(""),
        leaf.getNotAfter().toInstant().toString());
  }

  private void look() {
    try {
      readFolder();
      if (mounted != null && System.nanoTime() - dueNanos >= 0) {
        ask(mounted);
      }
    } catch (RuntimeException | Error e) {
      // The task would never run again, and the certificate end unnoticed.
      LOG.error("enrolment failed in an unforeseen way, and is tried again", e);
      askIn(pace.afterFailure(Duration.ZERO));
    }
  }

  private void readFolder() {
    try {
      Texts texts = folder.texts();
      if (texts.equals(looked)) {
        return;
      }
      Mounted read = texts.parsed();
      looked = texts;
      folderTrouble = null;
      if (!read.equals(mounted)) {
        mounted = read;
        changed(read);
      }
    } catch (IOException | GeneralSecurityException e) {
      looked = null;
      String why = "trust folder: " + Problem.printable(String.valueOf(e.getMessage()));
      if (!why.equals(folderTrouble)) {
        folderTrouble = why;
        observer.refusedFolder();
        LOG.error("{}; what was believed before is kept", why);
      }
    }
  }

  private void changed(Mounted read) {
    ReloadableTls live = tls;
    if (live == null) {
      return;
    }
    try {
      live.believe(read.bundle());
      LOG.info("authorities believed now: {}", read.bundle().authorities().size());
    } catch (GeneralSecurityException e) {
      LOG.error("the new trust cannot be used", e);
    }
    if (!trust(live).issuer().equals(read.issuer())) {
      askIn(pace.spread());
    }
  }

  private void ask(Mounted believed) {
    try {
      KeyPair key = CertificateRequest.newKey();
      String bearer = TrustFolder.text(tokenFile);
      if (!TOKEN.matcher(bearer).matches()) {
        // Whatever it is, it may be secret: nothing of it is said.
        failed("what lies in the place of the token is none", Duration.ZERO);
        return;
      }
      switch (endpoint.ask(believed.bundle(), bearer, CertificateRequest.pem(key))) {
        case Answer.Refused refused -> failed(refused.why(), refused.notBefore());
        case Answer.Granted granted -> take(believed, key, granted.answer());
      }
    } catch (IOException e) {
      failed("the token cannot be read: " + e.getMessage(), Duration.ZERO);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      failed("the answer cannot be used: " + e.getMessage(), Duration.ZERO);
    }
  }

  private void take(Mounted believed, KeyPair key, EnrolAnswer answer)
      throws GeneralSecurityException {
    Credential own = new Credential(key.getPrivate(), Pem.certificates(answer.certificate()));
    if (!own.identity().equals(Optional.of(new Identity.Agent(node)))) {
      throw new GeneralSecurityException("the certificate does not name agent " + node);
    }
    TlsMaterial next = new TlsMaterial(own, believed.bundle());
    Instant now = Instant.now();
    next.requireUsable(now);
    ReloadableTls live = tls;
    if (live == null) {
      live = new ReloadableTls(next);
      tls = live;
    } else {
      live.replace(next, now);
    }
    enrolled(live, now);
  }

  private void enrolled(ReloadableTls live, Instant now) {
    Instant end = live.current().own().leaf().getNotAfter().toInstant();
    Duration renewal = pace.untilRenewal(Duration.between(now, end));
    askIn(renewal);
    askingTrouble = null;
    observer.enrolled(end);
    LOG.info("enrolled until {}, to be renewed in {} s", end, renewal.toSeconds());
    Mounted believed = mounted;
    if (believed != null && !trust(live).issuer().equals(believed.issuer())) {
      // A replica that has not heard yet of the new authority: it will have in a moment.
      askIn(pace.afterFailure(pace.spread()));
    }
    first.complete(live);
  }

  private void failed(String why, Duration wanted) {
    Duration pause = pace.afterFailure(wanted);
    askIn(pause);
    observer.failed();
    String said = Problem.printable("enrolment: " + why);
    if (!said.equals(askingTrouble)) {
      askingTrouble = said;
      LOG.warn("{}; tried again with growing pauses", said);
    }
  }

  private void askIn(Duration pause) {
    dueNanos = System.nanoTime() + pause.toNanos();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
