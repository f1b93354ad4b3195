package io.keelson.controller;

import io.keelson.controller.agents.VertxAgentClient;
import io.keelson.controller.converge.Reconciler;
import io.keelson.controller.kube.Informers;
import io.keelson.controller.kube.Kube;
import io.keelson.controller.ops.Heartbeat;
import io.keelson.controller.ops.Metrics;
import io.keelson.controller.ops.OpsServer;
import io.keelson.controller.ops.WatchHealth;
import io.keelson.controller.queue.Backoff;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running controller: everything it is built of, put together by hand. */
final class Controller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
  private static final long WATCH_CHECK_SECONDS = 10;
  private static final long POLICY_SECONDS = 3;

  private final CompletableFuture<String> loss = new CompletableFuture<>();
  private volatile boolean closed;
  private final ExecutorService work =
      Executors.newFixedThreadPool(
          Math.max(2, Runtime.getRuntime().availableProcessors()),
          Thread.ofPlatform().daemon().name("keelson-work-", 0).factory());
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("keelson-timer").factory());
  private final Kube kube;
  private final Trust trust;
  private final VertxAgentClient agents;
  private final Reconciler loop;
  private final Informers informers;
  private final OpsServer ops;

  private Controller(ControllerConfig config, Kube kube) throws IOException {
    Clock clock = Clock.systemUTC();
    Metrics metrics = new Metrics();
    this.kube = kube;
    this.trust = new Trust(config, kube, metrics, this::after, clock);
    this.agents =
        new VertxAgentClient(
            trust.tls(),
            new VertxAgentClient.Limits(config.agentPort(), config.maxCalls(), LONGEST_CALL),
            clock);
    this.loop =
        new Reconciler(
            new Reconciler.Parts(
                agents,
                kube.statuses(),
                kube.events(clock),
                metrics,
                work,
                this::after,
                Backoff.standard(RandomGenerator.getDefault()),
                clock,
                System::nanoTime),
            config.agentPort(),
            config.pollInterval());
    followPolicy(config.policyFile());
    this.informers = kube.informers(loop);
    metrics.watch(loop);
    WatchHealth watches =
        new WatchHealth(informers::areWatching, informers::position, System::nanoTime);
    timers.scheduleWithFixedDelay(
        () -> watches.lost().ifPresent(loss::complete),
        WATCH_CHECK_SECONDS,
        WATCH_CHECK_SECONDS,
        TimeUnit.SECONDS);
    Heartbeat heart = new Heartbeat(this::after, System::nanoTime);
    heart.start();
    this.ops = new OpsServer(config.opsPort(), metrics, heart::silence, this::unready);
  }

  /** Starts one that finds the API server as kubectl does. */
  static Controller start(ControllerConfig config) throws IOException {
    return start(config, Kube.found());
  }

  static Controller start(ControllerConfig config, Kube kube) throws IOException {
    Controller controller = new Controller(config, kube);
    controller.trust.start();
    controller.trust.lead(controller.loop);
    controller.informers.start(controller.loss::complete);
    return controller;
  }

  /** Before anything is planned by it. */
  private void followPolicy(String file) {
    if (!file.isEmpty()) {
      PolicyFile policy = new PolicyFile(Path.of(file), loop::policyChanged);
      policy.look();
      timers.scheduleWithFixedDelay(policy::look, POLICY_SECONDS, POLICY_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void after(Duration delay, Runnable task) {
    if (!timers.isShutdown()) {
      timers.schedule(() -> work.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private Optional<String> unready() {
    boolean watching = informers.areWatching();
    Optional<String> missing = kube.missingRights();
    if (missing.isPresent()) {
      return Optional.of("the API server does not let us " + missing.get());
    }
    Optional<String> unproved = trust.unproved();
    if (unproved.isPresent()) {
      return unproved;
    }
    if (!informers.areSynced()) {
      return Optional.of("MyKinds and nodes are not read yet");
    }
    return watching ? Optional.empty() : Optional.of("MyKinds and nodes are not watched");
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
   * Takes no more work and waits for calls in flight; whatever is cut off is done after a start.
   */
  void drain(Duration patience) {
    if (closed) {
      return;
    }
    try {
      if (!loop.close(patience)) {
        LOG.warn("calls are still in flight after {} s", patience.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    informers.close();
    ops.close();
    timers.shutdownNow();
    work.shutdownNow();
    agents.close();
    trust.close();
    kube.close();
  }
}
