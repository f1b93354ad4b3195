package io.keelson.controller.ops;

import io.keelson.controller.queue.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A task that goes the way of all work, through the timer and the threads behind it, again and
 * again: when it does not come round, nothing does. For any thread.
 */
public final class Heartbeat {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Much longer than any pause for garbage collection or lack of CPU, which pass. */
  private static final Duration DEAD = Duration.ofSeconds(90);

  private final Timer timer;
  private final LongSupplier nanos;
  private volatile long beatAt;

  /**
   * A heart that does not beat yet.
   *
   * @param nanos a clock that never jumps
   */
  public Heartbeat(Timer timer, LongSupplier nanos) {
    this.timer = timer;
    this.nanos = nanos;
    this.beatAt = nanos.getAsLong();
  }

  public void start() {
    timer.after(
        PAUSE,
        () -> {
          beatAt = nanos.getAsLong();
          start();
        });
  }

  /** Why no work can be under way any more; empty while the heart beats. */
  public Optional<String> silence() {
    Duration silent = Duration.ofNanos(nanos.getAsLong() - beatAt);
    return silent.compareTo(DEAD) > 0
        ? Optional.of("no work has been done for " + silent.toSeconds() + " s")
        : Optional.empty();
  }
}
