package io.keelson.console.controller.change;

import io.keelson.console.controller.Refusal;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many large forms are worked on at once: one of the largest takes some 20 MiB until it is
 * answered. May be used by many threads.
 */
final class Crowding {

  private static final int OF_ONE = 2;
  private static final int OF_ALL = 4;

  private final Semaphore all = new Semaphore(OF_ALL);
  private final Map<UUID, Integer> users = new ConcurrentHashMap<>();

  /** One under way. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A place, until it is closed.
   *
   * @throws Refusal 429 when this user, or all together, have too many
   */
  Place take(UUID user) {
    int mine = users.merge(user, 1, Integer::sum);
    boolean let = mine <= OF_ONE && all.tryAcquire();
    if (!let) {
      leave(user);
      throw new Refusal(429, mine > OF_ONE ? "change.crowd.you" : "change.crowd.all");
    }
    return () -> {
      all.release();
      leave(user);
    };
  }

  private void leave(UUID user) {
    users.computeIfPresent(user, (id, count) -> count == 1 ? null : count - 1);
  }
}
