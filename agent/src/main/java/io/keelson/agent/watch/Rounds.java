package io.keelson.agent.watch;

import io.keelson.agent.host.HostThread;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the watch go its rounds on the host thread, slice by slice, so that a call that comes
 * meanwhile waits for one slice at most.
 */
public final class Rounds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final HostThread host;
  private final Watch watch;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("watch").factory());

  private Rounds(HostThread host, Watch watch) {
    this.host = host;
    this.watch = watch;
  }

  /** Begins at once. */
  public static Rounds start(HostThread host, Watch watch, Duration pause) {
    Rounds rounds = new Rounds(host, watch);
    rounds.timer.scheduleWithFixedDelay(rounds::begin, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return rounds;
  }

  private void begin() {
    if (underWay.compareAndSet(false, true)) {
      next();
    }
  }

  /** When too much waits already, the rest is looked at from the next time on. */
  private void next() {
    Optional<CompletableFuture<Boolean>> slice = host.submit(watch::slice);
    if (slice.isEmpty()) {
      underWay.set(false);
      return;
    }
    var unused = slice.get().whenComplete(this::ended);
  }

  private void ended(Boolean more, Throwable fault) {
    if (fault != null) {
      LOG.error("what is held was not looked at", fault);
    }
    if (fault == null && more) {
      next();
    } else {
      underWay.set(false);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
