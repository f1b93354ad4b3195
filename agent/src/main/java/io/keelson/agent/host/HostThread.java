package io.keelson.agent.host;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that works on the host, inside the node's namespaces: one piece of work after the
 * other, and at most so many waiting. For any thread.
 */
public final class HostThread implements AutoCloseable {

  private static final Duration LONGEST_STOP = Duration.ofSeconds(25);

  private final HostNamespaces namespaces;
  private final ThreadPoolExecutor lane;
  private volatile Optional<String> obstacle = Optional.of("not yet in the node's namespaces");
  private volatile long workingSince;

  public HostThread(HostNamespaces namespaces, int mostWaiting) {
    this.namespaces = namespaces;
    this.lane =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(mostWaiting),
            work -> Thread.ofPlatform().name("host").unstarted(() -> enterAndRun(work)));
    lane.prestartCoreThread();
  }

  /** Every thread of the lane begins here, so that none can work elsewhere. */
  private void enterAndRun(Runnable work) {
    obstacle = namespaces.enter();
    work.run();
  }

  /**
   * Has work done; its exception comes out of the future.
   *
   * @return empty when too much is waiting already, or the agent is about to stop
   */
  public <T> Optional<CompletableFuture<T>> submit(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      lane.execute(() -> run(work, done));
      return Optional.of(done);
    } catch (RejectedExecutionException full) {
      return Optional.empty();
    }
  }

  private <T> void run(Callable<T> work, CompletableFuture<T> done) {
    workingSince = System.nanoTime();
    try {
      if (obstacle.isPresent()) {
        obstacle = namespaces.enter();
      }
      done.complete(work.call());
    } catch (Throwable failure) {
      done.completeExceptionally(failure);
    } finally {
      workingSince = 0;
    }
  }

  /** Why the thread is not in the node's namespaces; empty when it is. */
  public Optional<String> obstacle() {
    return obstacle;
  }

  /** Tries again to enter, if it is not there. */
  public void enterAgain() {
    if (obstacle.isPresent() && lane.getQueue().isEmpty()) {
      var unused = submit(() -> true);
    }
  }

  /** How long the work under way has taken so far; zero when there is none. */
  public Duration working() {
    long since = workingSince;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  /** Lets what is under way or waiting end, takes nothing new, and ends the thread. */
  @Override
  public void close() {
    lane.shutdown();
    try {
      if (!lane.awaitTermination(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
        lane.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
