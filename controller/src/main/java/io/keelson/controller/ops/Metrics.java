package io.keelson.controller.ops;

import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.converge.Reconciler;
import io.keelson.controller.converge.Telemetry;
import io.keelson.controller.enrol.EnrolTelemetry;
import io.keelson.controller.trust.TrustTelemetry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What is counted, in the form that Prometheus scrapes; each name is explained in docs. */
public final class Metrics implements Telemetry, TrustTelemetry, EnrolTelemetry {

  private static final String CALLS = "keelson.controller.calls";
  private static final String CALL_TIME = "keelson.controller.call.duration";
  private static final String STATUS_WRITES = "keelson.controller.status.writes";
  private static final String QUEUE = "keelson.controller.queue.nodes";
  private static final String NODES = "keelson.controller.nodes";
  private static final String TROUBLED = "keelson.controller.nodes.troubled";
  private static final String DRIFTED = "keelson.drifted.nodes";
  private static final String CONTESTED = "keelson.contested.nodes";
  private static final String VANISHED = "keelson.controller.owners.vanished";
  private static final String LEADING = "keelson.controller.leading";
  private static final String EPOCH = "keelson.controller.epoch";
  private static final String POLICY_OK = "keelson.controller.policy.ok";
  private static final String KINDS = "keelson.controller.mykinds";

  private static final String ENROLMENTS = "keelson.enrolments";
  private static final String RELOAD_FAILURES = "keelson.tls.reload.failures";
  private static final String HEALTHY = "keelson.ca.healthy";
  private static final String CA_END = "keelson.ca.not.after.seconds";
  private static final String CERTIFICATE_END = "keelson.certificate.not.after.seconds";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer callTime =
      Timer.builder(CALL_TIME)
          .description("From sending a call to its answer")
          .serviceLevelObjectives(
              Duration.ofMillis(5),
              Duration.ofMillis(25),
              Duration.ofMillis(100),
              Duration.ofSeconds(1),
              Duration.ofSeconds(10))
          .register(registry);

  private final AtomicLong epoch = new AtomicLong();
  private final AtomicBoolean healthy = new AtomicBoolean();
  private final AtomicLong authorityEnd = new AtomicLong();
  private final AtomicLong certificateEnd = new AtomicLong();
  private final Counter reloadFailures =
      Counter.builder(RELOAD_FAILURES)
          .description("Authorities and certificates that could not be used, so the old was kept")
          .register(registry);

  public Metrics() {
    Gauge.builder(LEADING, () -> epoch.get() > 0 ? 1 : 0)
        .description("1 while this replica leads")
        .register(registry);
    Gauge.builder(EPOCH, epoch::get)
        .description("The epoch in which this replica leads, 0 while it does not")
        .register(registry);
    Gauge.builder(HEALTHY, () -> healthy.get() ? 1 : 0)
        .description("1 while the Secret holds an authority that can be used")
        .register(registry);
    Gauge.builder(CA_END, authorityEnd::get)
        .description("When the authority ends, in seconds since 1970")
        .register(registry);
    Gauge.builder(CERTIFICATE_END, certificateEnd::get)
        .description("When the controller's own certificate ends, in seconds since 1970")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** Begins to report on a loop. */
  public void watch(Reconciler loop) {
    gauge(QUEUE, "state", "running", () -> loop.queueRunning());
    gauge(QUEUE, "state", "pausing", () -> loop.queuePausing());
    gauge(NODES, "presence", "online", () -> loop.nodesOnline());
    gauge(NODES, "presence", "offline", () -> loop.nodesOffline());
    Gauge.builder(TROUBLED, () -> loop.nodesTroubled())
        .description("Nodes whose agents want a person to mend something")
        .register(registry);
    Gauge.builder(DRIFTED, () -> loop.nodesDrifted())
        .description("Nodes on which others changed something within the last hour")
        .register(registry);
    Gauge.builder(CONTESTED, () -> loop.nodesContested())
        .description("Nodes on which something is left to others, who change it again and again")
        .register(registry);
    Gauge.builder(VANISHED, () -> loop.ownersHeldBack())
        .description("MyKinds that vanished at once, of which nothing is given back")
        .register(registry);
    for (State state : State.values()) {
      gauge(
          KINDS,
          "state",
          state.name().toLowerCase(Locale.ROOT),
          () -> loop.kindsByState().getOrDefault(state, 0));
    }
  }

  /** Begins to report on the policy that we are given, whether its file is the one in use. */
  public void watchPolicy(BooleanSupplier isUsed) {
    Gauge.builder(POLICY_OK, () -> isUsed.getAsBoolean() ? 1 : 0)
        .description("1 while the policy's file is the one in use")
        .register(registry);
  }

  /** We lead in an epoch; 0: we do not. */
  public void leads(long inEpoch) {
    epoch.set(inEpoch);
  }

  private void gauge(String name, String tag, String value, Supplier<Number> number) {
    Gauge.builder(name, number).tag(tag, value).register(registry);
  }

  @Override
  public void called(String outcome, Duration took) {
    Counter.builder(CALLS)
        .description("Calls to agents by what came of them")
        .tag("outcome", outcome)
        .register(registry)
        .increment();
    callTime.record(took);
  }

  @Override
  public void statusWritten(boolean stored) {
    Counter.builder(STATUS_WRITES)
        .description("Writes of a status by how they ended")
        .tag("result", stored ? "stored" : "failed")
        .register(registry)
        .increment();
  }

  @Override
  public void authority(boolean usable, Instant notAfter) {
    healthy.set(usable);
    authorityEnd.set(notAfter.getEpochSecond());
  }

  @Override
  public void certificate(Instant notAfter) {
    certificateEnd.set(notAfter.getEpochSecond());
  }

  @Override
  public void reloadFailed() {
    reloadFailures.increment();
  }

  @Override
  public void enrolled(String result) {
    Counter.builder(ENROLMENTS)
        .description("Requests for certificates by what came of them")
        .tag("result", result)
        .register(registry)
        .increment();
  }

  String scrape() {
    return registry.scrape();
  }
}
