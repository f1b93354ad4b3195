package io.keelson.controller.converge;

import io.keelson.controller.queue.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Calls for every node once in each interval, at a moment that depends on the node's name, so that
 * many nodes are spread evenly and keep their moments over restarts. For any thread.
 */
final class Poller {

  private final Map<String, Object> watched = new HashMap<>();
  private final Timer timer;
  private final Duration interval;
  private final Consumer<String> poll;

  Poller(Timer timer, Duration interval, Consumer<String> poll) {
    this.timer = timer;
    this.interval = interval;
    this.poll = poll;
  }

  synchronized void watch(String node) {
    if (!watched.containsKey(node)) {
      Object token = new Object();
      watched.put(node, token);
      long offset = Math.floorMod(node.hashCode() * 0x9E3779B97F4A7C15L, interval.toMillis());
      timer.after(Duration.ofMillis(offset), () -> fire(node, token));
    }
  }

  synchronized void unwatch(String node) {
    watched.remove(node);
  }

  private void fire(String node, Object token) {
    synchronized (this) {
      if (watched.get(node) != token) {
        return;
      }
      timer.after(interval, () -> fire(node, token));
    }
    poll.accept(node);
  }
}
