package io.keelson.controller.ops;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells whether the watches live. A connection that stays open and says nothing looks like a quiet
 * cluster; but an API server sends a bookmark about every minute. For any thread.
 */
public final class WatchHealth {

  private static final Duration SILENT = Duration.ofMinutes(15);

  private final BooleanSupplier watching;
  private final Supplier<String> position;
  private final LongSupplier nanos;
  private String seen = "";
  private long seenAt;

  /**
   * Health of watches.
   *
   * @param watching whether the watches are open; while they are not, somebody tries to open them
   * @param position changes whenever the API server says something
   * @param nanos a clock that never jumps
   */
  public WatchHealth(BooleanSupplier watching, Supplier<String> position, LongSupplier nanos) {
    this.watching = watching;
    this.position = position;
    this.nanos = nanos;
    this.seenAt = nanos.getAsLong();
  }

  /** Why the watches are lost; empty while they are not. To be asked often. */
  public synchronized Optional<String> lost() {
    String now = position.get();
    if (!watching.getAsBoolean() || !now.equals(seen)) {
      seen = now;
      seenAt = nanos.getAsLong();
    }
    Duration silent = Duration.ofNanos(nanos.getAsLong() - seenAt);
    return silent.compareTo(SILENT) > 0
        ? Optional.of("the API server has said nothing for " + silent.toMinutes() + " minutes")
        : Optional.empty();
  }
}
