package io.keelson.agent.audit;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many refusals may be written: a burst, then one every ten seconds. That is 5 MiB a day at
 * most, so a flood of refusals does not drive the changes of the last days out of the log. For one
 * thread at a time.
 */
final class RefusalLimit {

  static final int BURST = 100;
  static final Duration INTERVAL = Duration.ofSeconds(10);

  private final LongSupplier nanos;
  private long since;
  private long room = BURST;
  private long leftOut;

  RefusalLimit(LongSupplier nanos) {
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /** Whether one more may be written; else it is counted. */
  boolean admits() {
    long passed = (nanos.getAsLong() - since) / INTERVAL.toNanos();
    since += passed * INTERVAL.toNanos();
    room = Math.min(BURST, room + passed);
    if (room == 0) {
      leftOut++;
      return false;
    }
    room--;
    return true;
  }

  /** How many were left out and not yet told. */
  long leftOut() {
    return leftOut;
  }

  /** They have been told. */
  void told() {
    leftOut = 0;
  }
}
