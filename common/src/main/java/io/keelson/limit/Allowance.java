package io.keelson.limit;

import java.time.Duration;

/**
 * So many at once, and after them one more each so often (a token bucket). For one thread at a
 * time; the clock's nanoseconds come with each call.
 */
public final class Allowance {

  private final double most;
  private final double nanosForOne;
  private double left;
  private long asOf;

  /** Full at first. */
  public Allowance(int most, Duration forOne, long now) {
    this.most = most;
    this.nanosForOne = forOne.toNanos();
    this.left = most;
    this.asOf = now;
  }

  /** How many there are now. */
  public double left(long now) {
    left = Math.min(most, left + (now - asOf) / nanosForOne);
    asOf = now;
    return left;
  }

  /** Zero when there was one, which is taken; else how long to wait before asking again. */
  public Duration take(long now) {
    if (left(now) < 1) {
      return Duration.ofNanos((long) ((1 - left) * nanosForOne) + 1);
    }
    left--;
    return Duration.ZERO;
  }
}
