package io.keelson.agent.http;

import io.keelson.agent.ops.AgentMetrics;
import io.keelson.problem.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts whom the door turned away for his handshake by reason, and writes of each reason at most
 * one line a minute: whoever reaches the node can make as many as he likes. For any thread.
 */
final class HandshakeLog {

  private static final Logger LOG = LoggerFactory.getLogger(HandshakeLog.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final AgentMetrics metrics;
  private final LongSupplier nanos;
  private final Map<String, Long> written = new HashMap<>();

  HandshakeLog(AgentMetrics metrics, LongSupplier nanos) {
    this.metrics = metrics;
    this.nanos = nanos;
  }

  void failed(Object address, Throwable failure) {
    turnedAway(
        address,
        HandshakeFailure.of(failure).label(),
        Problem.printable(String.valueOf(failure.getMessage())));
  }

  /** He was not let in to begin one. */
  void tooMany(Object address) {
    turnedAway(address, "rate", "more handshakes than an address, or all strangers, may begin");
  }

  private void turnedAway(Object address, String reason, String why) {
    metrics.turnedAway(reason);
    if (isDue(reason)) {
      LOG.warn(
          "{} was turned away ({}): {}; more of these are only counted for a minute",
          address,
          reason,
          why);
    }
  }

  private synchronized boolean isDue(String reason) {
    long now = nanos.getAsLong();
    Long last = written.get(reason);
    if (last != null && now - last < PAUSE.toNanos()) {
      return false;
    }
    written.put(reason, now);
    return true;
  }
}
