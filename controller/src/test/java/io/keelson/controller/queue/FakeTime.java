package io.keelson.controller.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that a test moves; tasks run on the test's thread when their moment comes. */
public final class FakeTime implements Timer {

  public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private record Task(long at, Runnable task) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now;

  @Override
  public void after(Duration delay, Runnable task) {
    tasks.add(new Task(now + delay.toNanos(), task));
  }

  public long nanos() {
    return now;
  }

  /** The same time as a clock that began at {@link #BEGIN}. */
  public Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return BEGIN.plusNanos(now);
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  public int waiting() {
    return tasks.size();
  }

  /** Lets this much time pass, with everything that falls due in it. */
  public void pass(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      Task next =
          tasks.stream()
              .filter(one -> one.at <= end)
              .min(Comparator.comparing(Task::at))
              .orElse(null);
      if (next == null) {
        now = end;
        return;
      }
      tasks.remove(next);
      now = Math.max(now, next.at);
      next.task.run();
    }
  }
}
