package io.keelson.agent.trust;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to ask next. Thousands of agents start and fail together, so every pause is drawn anew: full
 * jitter after failures, a spread around two thirds of a certificate's life. For one thread.
 */
final class Pace {

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofSeconds(60);
  private static final Duration SPREAD = Duration.ofSeconds(5);
  private static final double RENEWED_AT = 2.0 / 3;
  private static final double JITTER = 0.05;

  private final RandomGenerator random;
  private int failures;

  Pace(RandomGenerator random) {
    this.random = random;
  }

  /** After one more failure; never sooner than the other side wants. */
  Duration afterFailure(Duration wanted) {
    long most = Math.min(MOST.toMillis(), LEAST.toMillis() << Math.min(failures, 10));
    failures++;
    Duration drawn = Duration.ofMillis(1 + random.nextLong(most));
    return wanted.plus(drawn);
  }

  /** From now until a certificate that has this life left is due for renewal. */
  Duration untilRenewal(Duration left) {
    failures = 0;
    double part = RENEWED_AT + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofMillis((long) (left.toMillis() * part));
  }

  /** Before asking because others are told to ask at the same moment. */
  Duration spread() {
    return Duration.ofMillis(random.nextLong(SPREAD.toMillis()));
  }
}
