package io.keelson.controller.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that a test moves; tasks run on the test's thread when their moment comes. */
public final class FakeTime implements Timer {

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
