package io.keelson.controller.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work for nodes: never twice at a time for one node, never fewer times than needed. Who wakes
 * a node whose work is running gets another run right after it; that run sees the newest world. For
 * any thread.
 */
public final class NodeQueue {

  private static final Logger LOG = LoggerFactory.getLogger(NodeQueue.class);

  private static final Duration SOON = Duration.ofSeconds(5);

  /** What is done for a node. */
  @FunctionalInterface
  public interface Work {

    /**
     * Starts the work; it may go on after this returns.
     *
     * @param done to be told once how it ended, on any thread
     */
    void start(String node, Consumer<Verdict> done);
  }

  /** How the work ended. */
  public enum Verdict {
    /** Nothing is left to do until somebody wakes the node. */
    DONE,
    /** Try again after a pause. */
    RETRY,
    /**
     * Try again after a short pause, and as often as it takes: nothing failed, it came too soon.
     */
    SOON
  }

  private static final class Entry {
    private boolean running;
    private boolean again;
    private int failures;
    private long run;
  }

  private final Map<String, Entry> entries = new HashMap<>();
  private final Work work;
  private final Executor executor;
  private final Timer timer;
  private final Backoff backoff;
  private boolean closed;
  private int running;

  public NodeQueue(Work work, Executor executor, Timer timer, Backoff backoff) {
    this.work = work;
    this.executor = executor;
    this.timer = timer;
    this.backoff = backoff;
  }

  /** Runs the node's work at once, or again when it is running now. */
  public synchronized void wake(String node) {
    if (closed) {
      return;
    }
    Entry entry = entries.computeIfAbsent(node, unused -> new Entry());
    if (entry.running) {
      entry.again = true;
    } else {
      start(node, entry);
    }
  }

  /** Like {@link #wake}, for a node that is known to be back: its pauses begin small again. */
  public synchronized void wakeFresh(String node) {
    Entry entry = entries.get(node);
    if (entry != null) {
      entry.failures = 0;
    }
    wake(node);
  }

  /** How many nodes' work is running or about to. */
  public synchronized int running() {
    return running;
  }

  /** How many nodes wait for the end of a pause. */
  public synchronized int pausing() {
    return entries.size() - running;
  }

  /**
   * Starts nothing more and waits for what is running.
   *
   * @return whether all of it ended in time
   */
  public synchronized boolean close(Duration patience) throws InterruptedException {
    closed = true;
    long end = System.nanoTime() + patience.toNanos();
    while (running > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private void start(String node, Entry entry) {
    entry.running = true;
    entry.again = false;
    entry.run++;
    running++;
    AtomicBoolean told = new AtomicBoolean();
    Consumer<Verdict> done =
        verdict -> {
          if (told.compareAndSet(false, true)) {
            finish(node, entry, verdict);
          }
        };
    executor.execute(() -> run(node, done));
  }

  /** A fault in the work of one node must not end the work of the others. */
  private void run(String node, Consumer<Verdict> done) {
    try {
      work.start(node, done);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      LOG.error("node {}: unexpected, will be tried again", node, e);
      done.accept(Verdict.RETRY);
    }
  }

  private synchronized void finish(String node, Entry entry, Verdict verdict) {
    entry.running = false;
    running--;
    notifyAll();
    entry.failures = verdict == Verdict.RETRY ? entry.failures + 1 : 0;
    if (closed) {
      return;
    }
    if (entry.again) {
      start(node, entry);
    } else {
      switch (verdict) {
        case RETRY -> retryAfter(backoff.after(entry.failures), node, entry);
        case SOON -> retryAfter(SOON, node, entry);
        case DONE -> entries.remove(node);
      }
    }
  }

  private void retryAfter(Duration pause, String node, Entry entry) {
    long run = entry.run;
    timer.after(pause, () -> retry(node, entry, run));
  }

  private synchronized void retry(String node, Entry entry, long run) {
    boolean stillPausing = !entry.running && entry.run == run && entries.get(node) == entry;
    if (stillPausing && !closed) {
      start(node, entry);
    }
  }
}
