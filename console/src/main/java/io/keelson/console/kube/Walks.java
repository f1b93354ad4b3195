package io.keelson.console.kube;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many long lists are read at the same time: a page of 500 nodes takes some 10 MiB until
 * it is cut down to what is shown. May be used by many threads.
 */
final class Walks {

  private static final int AT_ONCE = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Semaphore places = new Semaphore(AT_ONCE, true);

  /** A place, until it is closed; empty when there was none in time. */
  Optional<Place> take() throws InterruptedException {
    return places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(places::release)
        : Optional.empty();
  }

  /** One walk under way. */
  @FunctionalInterface
  interface Place extends AutoCloseable {
    @Override
    void close();
  }
}
