package io.keelson.agent.http;

import io.keelson.agent.ops.AgentMetrics;
import io.keelson.problem.Problem;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts failed handshakes by reason, and writes of each reason at most one line a minute: whoever
 * reaches the node can make as many as he likes. For any thread.
 */
final class HandshakeLog {

  private static final Logger LOG = LoggerFactory.getLogger(HandshakeLog.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final AgentMetrics metrics;
  private final LongSupplier nanos;
  private final Map<HandshakeFailure, Long> written = new EnumMap<>(HandshakeFailure.class);

  HandshakeLog(AgentMetrics metrics, LongSupplier nanos) {
    this.metrics = metrics;
    this.nanos = nanos;
  }

  void failed(Object address, Throwable failure) {
    HandshakeFailure reason = HandshakeFailure.of(failure);
    metrics.turnedAway(reason.label());
    if (isDue(reason)) {
      LOG.warn(
          "{} was turned away in the handshake ({}): {}; more of these are only counted for a"
              + " minute",
          address,
          reason.label(),
          Problem.printable(String.valueOf(failure.getMessage())));
    }
  }

  private synchronized boolean isDue(HandshakeFailure reason) {
    long now = nanos.getAsLong();
    Long last = written.get(reason);
    if (last != null && now - last < PAUSE.toNanos()) {
      return false;
    }
    written.put(reason, now);
    return true;
  }
}
