package io.keelson.agent.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** What Prometheus can ask about this agent. For any thread. */
public final class AgentMetrics {

  private static final String CHANGES = "keelson.agent.changes";
  private static final String DRIFT_REPAIRS = "keelson.agent.drift.repairs";
  private static final String CONTESTED = "keelson.agent.contested.keys";
  private static final String REFUSALS = "keelson.agent.refusals";
  private static final String REQUESTS = "keelson.agent.requests";
  private static final String TURNED_AWAY = "keelson.agent.turned.away";
  private static final String AUDIT_FAILURES = "keelson.agent.audit.failures";
  private static final String POLICY_OK = "keelson.agent.policy.ok";
  private static final String DIRTY = "keelson.agent.dirty";
  private static final String ENROLMENTS = "keelson.agent.enrolments";
  private static final String RELOAD_FAILURES = "keelson.agent.trust.reload.failures";
  private static final String NOT_AFTER = "keelson.agent.certificate.not.after.seconds";
  private static final String BUILD = "keelson.agent.build.info";

  private final AtomicLong notAfter = new AtomicLong();
  private final AtomicLong contested = new AtomicLong();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  public AgentMetrics(String version) {
    Gauge.builder(BUILD, () -> 1).tag("version", version).register(registry);
    // There from the start, so that an alarm can tell none from not asked.
    registry.counter(AUDIT_FAILURES);
    registry.counter(RELOAD_FAILURES);
    Gauge.builder(CONTESTED, contested, AtomicLong::get)
        .description("Keys that others change again and again, left as they want them")
        .register(registry);
    Gauge.builder(NOT_AFTER, notAfter, AtomicLong::get)
        .description(
            "When this agent's certificate ends, in seconds since 1970; 0 before the first")
        .register(registry);
  }

  /** Says from now on whether the policy's file is the one in use. */
  public void policy(BooleanSupplier ok) {
    Gauge.builder(POLICY_OK, () -> ok.getAsBoolean() ? 1 : 0).register(registry);
  }

  /** Says from now on whether a change could not be taken back. */
  public void dirty(BooleanSupplier dirty) {
    Gauge.builder(DIRTY, () -> dirty.getAsBoolean() ? 1 : 0).register(registry);
  }

  /** A POST ended: changed, unchanged, planned or failed. */
  public void applied(String path, String result) {
    registry.counter(CHANGES, "api", path, "result", result).increment();
  }

  /** A key that somebody else had changed was set right. */
  public void repaired(String path) {
    registry.counter(DRIFT_REPAIRS, "api", path).increment();
  }

  /** So many keys are contested now. */
  public void contested(long keys) {
    contested.set(keys);
  }

  /** A request was answered with a problem. */
  public void refused(String code) {
    registry.counter(REFUSALS, "code", code).increment();
  }

  /**
   * A connection was closed before it came to a request: its handshake failed for a reason, it was
   * "late" without proof, the oldest of a "crowd", or came at too high a "rate".
   */
  public void turnedAway(String reason) {
    registry.counter(TURNED_AWAY, "reason", reason).increment();
  }

  /** A certificate came that is used now, until then. */
  public void enrolled(Instant until) {
    notAfter.set(until.getEpochSecond());
    registry.counter(ENROLMENTS, "result", "enrolled").increment();
  }

  /** Asking for a certificate came to nothing that could be used. */
  public void enrolmentFailed() {
    registry.counter(ENROLMENTS, "result", "failed").increment();
  }

  /** What the folder of trust holds could not be used; what was there before is kept. */
  public void trustRefused() {
    registry.counter(RELOAD_FAILURES).increment();
  }

  /** A line of the audit log could not be written. */
  public void auditFailed() {
    registry.counter(AUDIT_FAILURES).increment();
  }

  /** A request was answered. */
  public void answered(String method, int status, Duration took) {
    registry.timer(REQUESTS, "method", method, "status", Integer.toString(status)).record(took);
  }

  /** In the text format of Prometheus. */
  String scrape() {
    return registry.scrape();
  }
}
