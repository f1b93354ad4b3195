package io.keelson.controller.enrol;

import io.keelson.controller.queue.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Spares the API server: few questions at once, not too many in a second, a bounded queue before
 * that, and nobody in between who holds a thread. For any thread.
 */
final class ReviewGate {

  /**
   * How much it lets through.
   *
   * @param atOnce questions under way
   * @param perSecond questions on average; as many at once after a pause
   * @param waiting questions that wait for their turn
   */
  record Limits(int atOnce, int perSecond, int waiting) {
    static final Limits STANDARD = new Limits(16, 50, 512);
  }

  private final Limits limits;
  private final Timer timer;
  private final LongSupplier nanos;
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private int running;
  private double allowed;
  private long allowedAt;
  private boolean waking;

  ReviewGate(Limits limits, Timer timer, LongSupplier nanos) {
    this.limits = limits;
    this.timer = timer;
    this.nanos = nanos;
    this.allowed = limits.perSecond;
    this.allowedAt = nanos.getAsLong();
  }

  /** Asks when it is its turn; empty when too many wait already. */
  <T> Optional<CompletionStage<T>> ask(Supplier<CompletionStage<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    synchronized (this) {
      if (queue.size() >= limits.waiting) {
        return Optional.empty();
      }
      queue.add(() -> start(question, answer));
    }
    pump();
    return Optional.of(answer);
  }

  private <T> void start(Supplier<CompletionStage<T>> question, CompletableFuture<T> answer) {
    CompletionStage<T> asked;
    try {
      asked = question.get();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    asked.whenComplete(
        (value, fault) -> {
          ended();
          if (fault == null) {
            answer.complete(value);
          } else {
            answer.completeExceptionally(fault);
          }
        });
  }

  private void ended() {
    synchronized (this) {
      running--;
    }
    pump();
  }

  private void pump() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Runnable next() {
    refill();
    if (queue.isEmpty() || running >= limits.atOnce) {
      return null;
    }
    if (allowed < 1) {
      if (!waking) {
        waking = true;
        timer.after(Duration.ofMillis(Math.max(1, 1000 / limits.perSecond)), this::woken);
      }
      return null;
    }
    allowed--;
    running++;
    return queue.poll();
  }

  private void woken() {
    synchronized (this) {
      waking = false;
    }
    pump();
  }

  private void refill() {
    long now = nanos.getAsLong();
    allowed = Math.min(limits.perSecond, allowed + (now - allowedAt) / 1e9 * limits.perSecond);
    allowedAt = now;
  }
}
