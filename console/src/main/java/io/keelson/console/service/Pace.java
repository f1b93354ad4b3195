package io.keelson.console.service;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast passwords may be tried: pure.
 *
 * @param free failures that cost no wait
 * @param longest wait
 * @param forget after this long one failure is forgotten
 */
record Pace(int free, Duration longest, Duration forget) {

  /** Of one account, from everywhere. Some 300 guesses a day at most. */
  static final Pace ACCOUNT = new Pace(5, Duration.ofMinutes(5), Duration.ofMinutes(15));

  /** Of one address, at all accounts: more people may share one. */
  static final Pace ADDRESS = new Pace(10, Duration.ofMinutes(15), Duration.ofMinutes(6));

  /** Past this many there is no difference. */
  private static final int MOST = 40;

  /**
   * What is remembered.
   *
   * @param forgottenUntil up to when time has made failures forgotten
   */
  record Memory(int failures, Instant lastAt, Instant forgottenUntil) {

    static Memory none(Instant now) {
      return new Memory(0, now, now);
    }
  }

  /** What is left of a memory now. */
  Memory at(Memory memory, Instant now) {
    Duration passed = Duration.between(memory.forgottenUntil, now);
    if (passed.isNegative()) {
      // The clock was put back: count from here, or nobody would ever be forgiven.
      return new Memory(memory.failures, now, now);
    }
    long forgotten = passed.dividedBy(forget);
    return forgotten >= memory.failures
        ? new Memory(0, memory.lastAt, now)
        : new Memory(
            (int) (memory.failures - forgotten),
            memory.lastAt,
            memory.forgottenUntil.plus(forget.multipliedBy(forgotten)));
  }

  /** How long to wait before the next try; zero: not at all. */
  Duration wait(Memory memory, Instant now) {
    Memory left = at(memory, now);
    if (left.failures < free) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, left.lastAt.plus(delay(left.failures)));
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** One more failure. */
  Memory failed(Memory memory, Instant now) {
    Memory left = at(memory, now);
    return new Memory(Math.min(MOST, left.failures + 1), now, left.forgottenUntil);
  }

  private Duration delay(int failures) {
    int doublings = Math.min(failures - free, 20);
    Duration delay = Duration.ofSeconds(1L << doublings);
    return delay.compareTo(longest) < 0 ? delay : longest;
  }
}
