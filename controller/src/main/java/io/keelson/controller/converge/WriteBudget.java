package io.keelson.controller.converge;

import java.time.Duration;

/** So many writes a second over all MyKinds, saved up for one second. Not for several threads. */
final class WriteBudget {

  private final double perSecond;
  private double saved;
  private long filledAt;

  WriteBudget(double perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.saved = perSecond;
    this.filledAt = nowNanos;
  }

  /** Zero when a write may start now and is counted; else how long to wait before asking again. */
  Duration take(long nowNanos) {
    saved = Math.min(perSecond, saved + (nowNanos - filledAt) / 1e9 * perSecond);
    filledAt = nowNanos;
    if (saved >= 1) {
      saved--;
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) ((1 - saved) / perSecond * 1e9) + 1);
  }
}
