package io.keelson.agent.http;

import java.time.Duration;

/**
 * So many at once, and after them one more each so often (a token bucket). For one thread at a
 * time; the clock's nanoseconds come with each call.
 */
final class Allowance {

  private final double most;
  private final double nanosForOne;
  private double left;
  private long asOf;

  Allowance(int most, Duration forOne, long now) {
    this.most = most;
    this.nanosForOne = forOne.toNanos();
    this.left = most;
    this.asOf = now;
  }

  /** How many there are now. */
  double left(long now) {
    left = Math.min(most, left + (now - asOf) / nanosForOne);
    asOf = now;
    return left;
  }

  void take() {
    left--;
  }
}
