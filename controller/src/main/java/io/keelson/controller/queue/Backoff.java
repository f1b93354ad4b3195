package io.keelson.controller.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses with full jitter: the n-th is anything between nothing and {@code least · 2ⁿ⁻¹},
 * at most {@code most}. Full jitter spreads many that failed together better than any other form.
 */
public record Backoff(Duration least, Duration most, RandomGenerator random) {

  private static final int MOST_DOUBLINGS = 30;

  /** From one second to five minutes. */
  public static Backoff standard(RandomGenerator random) {
    return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), random);
  }

  /** The pause after this many failures in a row, at least one. */
  public Duration after(int failures) {
    return Duration.ofMillis(
        (long) (random.nextDouble() * ceiling(least, most, failures).toMillis()));
  }

  /** The pause without jitter, for one who is alone: it doubles with each failure. */
  public static Duration ceiling(Duration least, Duration most, int failures) {
    long doubled = least.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    return Duration.ofMillis(Math.min(most.toMillis(), doubled));
  }
}
