package io.keelson.controller.queue;

import java.time.Duration;

/** Runs something later, without holding a thread until then. */
@FunctionalInterface
public interface Timer {

  /** Runs the task once after the delay, on some other thread. */
  void after(Duration delay, Runnable task);
}
