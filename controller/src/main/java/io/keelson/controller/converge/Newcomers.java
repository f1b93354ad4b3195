package io.keelson.controller.converge;

import io.keelson.controller.queue.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Has agents asked that have just got a certificate: they listen from then on, while the pauses of
 * a node whose agent was away may be long. For any thread.
 */
final class Newcomers {

  /** An agent with a new certificate takes a moment to listen; more often nobody is asked. */
  static final Duration MOMENT = Duration.ofSeconds(1);

  private final Set<String> expected = new HashSet<>();
  private final Timer timer;
  private final Consumer<String> ask;

  Newcomers(Timer timer, Consumer<String> ask) {
    this.timer = timer;
    this.ask = ask;
  }

  synchronized void enrolled(String node) {
    if (expected.add(node)) {
      timer.after(MOMENT, () -> arrive(node));
    }
  }

  private void arrive(String node) {
    synchronized (this) {
      expected.remove(node);
    }
    ask.accept(node);
  }
}
