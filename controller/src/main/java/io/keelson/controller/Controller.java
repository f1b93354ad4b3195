package io.keelson.controller;

import io.keelson.controller.kube.Elector;
import io.keelson.controller.kube.Kube;
import io.keelson.controller.ops.Heartbeat;
import io.keelson.controller.ops.Metrics;
import io.keelson.controller.ops.OpsServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running replica of the controller, put together by hand: what every replica does, and a {@link
 * Leadership} while it leads.
 */
final class Controller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
  private static final long WATCH_CHECK_SECONDS = 10;
  private static final long POLICY_SECONDS = 3;

  private final CompletableFuture<String> loss = new CompletableFuture<>();
  private final ExecutorService work =
      Executors.newFixedThreadPool(
          Math.max(2, Runtime.getRuntime().availableProcessors()),
          Thread.ofPlatform().daemon().name("keelson-work-", 0).factory());
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("keelson-timer").factory());
  private final ControllerConfig config;
  private final Kube kube;
  private final Clock clock;
  private final Metrics metrics = new Metrics();
  private final Trust trust;
  private final Elector elector;
  private final OpsServer ops;
  private @Nullable Leadership leadership;
  private boolean closed;

  private Controller(ControllerConfig config, Kube kube, Clock clock) throws IOException {
    this.clock = clock;
    this.config = config;
    this.kube = kube;
    this.trust = new Trust(config, kube, metrics, this::after, this::enrolled, clock);
    // Not only the pod's name: a container that starts again in it must not lead by the old claim.
    String me = config.podName() + "_" + UUID.randomUUID();
    this.elector = kube.elector(config.namespace(), me, new Changes(), metrics::leads, clock);
    timers.scheduleWithFixedDelay(
        this::checkWatches, WATCH_CHECK_SECONDS, WATCH_CHECK_SECONDS, TimeUnit.SECONDS);
    timers.scheduleWithFixedDelay(
        () -> leadership().ifPresent(Leadership::lookAtPolicy),
        POLICY_SECONDS,
        POLICY_SECONDS,
        TimeUnit.SECONDS);
    Heartbeat heart = new Heartbeat(this::after, System::nanoTime);
    heart.start();
    this.ops = new OpsServer(config.opsPort(), metrics, heart::silence, this::unready);
  }

  /** Starts one that finds the API server as kubectl does. */
  static Controller start(ControllerConfig config) throws IOException {
    return start(config, Kube.found(), Clock.systemUTC());
  }

  static Controller start(ControllerConfig config, Kube kube, Clock clock) throws IOException {
    Controller controller = new Controller(config, kube, clock);
    controller.trust.start();
    controller.elector.start();
    return controller;
  }

  private final class Changes implements Elector.Listener {

    @Override
    public void elected() {
      leadOrEnd();
    }

    @Override
    public void lost(String why) {
      trust.follow();
      loss.complete(why);
    }
  }

  /** Who has the Lease and does nothing would keep everybody else from leading. */
  private void leadOrEnd() {
    try {
      lead();
    } catch (RuntimeException | Error e) {
      LOG.error("cannot lead", e);
      loss.complete("cannot lead: " + e);
    }
  }

  private synchronized void lead() {
    if (closed) {
      return;
    }
    Leadership begun =
        new Leadership(config, kube, trust.tls(), elector, metrics, work, this::after, clock);
    leadership = begun;
    trust.lead(begun.agentsTrust());
    begun.start(loss::complete);
  }

  private synchronized Optional<Leadership> leadership() {
    return Optional.ofNullable(leadership);
  }

  /** Of agents that the other replica has signed for, the leader hears when it asks them next. */
  private void enrolled(String node) {
    leadership().ifPresent(ours -> ours.enrolled(node));
  }

  private void checkWatches() {
    leadership().flatMap(Leadership::blindness).ifPresent(loss::complete);
  }

  private void after(Duration delay, Runnable task) {
    if (!timers.isShutdown()) {
      timers.schedule(() -> work.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** A standby is ready: it signs for agents, and is only not yet at the work of a leader. */
  private Optional<String> unready() {
    Optional<String> idle = leadership().flatMap(Leadership::unready);
    return kube.missingRights()
        .map(missing -> "the API server does not let us " + missing)
        .or(trust::unproved)
        .or(() -> idle);
  }

  /** Where health and metrics are served. */
  int opsPort() {
    return ops.port();
  }

  /** Where agents enrol. */
  int enrolPort() {
    return trust.port();
  }

  /** Waits until something is lost that only a new start can bring back, and says what. */
  String awaitLoss() throws InterruptedException {
    try {
      return loss.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Takes no more work, waits for calls in flight, and then lets another lead; whatever is cut off
   * is done by the next leader.
   */
  void drain(Duration patience) {
    if (isClosed()) {
      return;
    }
    try {
      Optional<Leadership> ours = leadership();
      if (ours.isPresent() && !ours.get().drain(patience)) {
        LOG.warn("calls are still in flight after {} s", patience.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    elector.release();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    Optional<Leadership> ours;
    synchronized (this) {
      closed = true;
      ours = leadership();
    }
    elector.close();
    ours.ifPresent(Leadership::close);
    ops.close();
    timers.shutdownNow();
    work.shutdownNow();
    trust.close();
    kube.close();
  }
}
