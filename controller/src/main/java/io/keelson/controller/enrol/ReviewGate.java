package io.keelson.controller.enrol;

import io.keelson.controller.queue.Timer;
import io.keelson.limit.Allowance;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spares the API server: few questions at once, not too many in a second, a bounded queue before
 * that, and nobody in between who holds a thread. Askers take turns, and when all places are taken,
 * who has the most loses his last: questions cost a stranger nothing, and must not keep agents out.
 * For any thread.
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

  /** Of each asker, in the order of their turns. */
  private final Map<String, Deque<Waiting>> queues = new LinkedHashMap<>();

  private int waiting;
  private int running;
  private final Allowance allowance;
  private boolean waking;

  /** Too many wait, and the asker has the most. */
  static final class Crowded extends RuntimeException {

    private static final long serialVersionUID = 1;

    Crowded() {
      super("too many ask at once", null, false, false);
    }
  }

  private record Waiting(Runnable start, CompletableFuture<?> answer) {}

  ReviewGate(Limits limits, Timer timer, LongSupplier nanos) {
    this.limits = limits;
    this.timer = timer;
    this.nanos = nanos;
    this.allowance =
        new Allowance(
            limits.perSecond, Duration.ofSeconds(1).dividedBy(limits.perSecond), nanos.getAsLong());
  }

  /**
   * Asks when it is its turn.
   *
   * @param asker who shares turns and places with himself only
   * @return fails with {@link Crowded} when it is not to be asked
   */
  <T> CompletionStage<T> ask(String asker, Supplier<CompletionStage<T>> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    enter(asker, new Waiting(() -> start(question, answer), answer))
        .ifPresent(left -> left.answer.completeExceptionally(new Crowded()));
    pump();
    return answer;
  }

  /** The one for whom there is no place any more. */
  private synchronized Optional<Waiting> enter(String asker, Waiting question) {
    queues.computeIfAbsent(asker, unused -> new ArrayDeque<>()).add(question);
    waiting++;
    return waiting > limits.waiting ? Optional.of(removeLastOfTheGreediest()) : Optional.empty();
  }

  /** Of several the one whose turn is last. */
  private Waiting removeLastOfTheGreediest() {
    String greediest = "";
    int most = 0;
    for (Map.Entry<String, Deque<Waiting>> one : queues.entrySet()) {
      if (one.getValue().size() >= most) {
        most = one.getValue().size();
        greediest = one.getKey();
      }
    }
    return remove(greediest, Deque::removeLast);
  }

  private Waiting remove(String asker, Function<Deque<Waiting>, Waiting> which) {
    Deque<Waiting> own = Objects.requireNonNull(queues.get(asker));
    Waiting removed = which.apply(own);
    waiting--;
    if (own.isEmpty()) {
      queues.remove(asker);
    }
    return removed;
  }

  /** Of the asker whose turn it is, who then goes to the end of the row. */
  private Waiting take() {
    String asker = queues.keySet().iterator().next();
    Waiting taken = remove(asker, Deque::removeFirst);
    Deque<Waiting> rest = queues.remove(asker);
    if (rest != null) {
      queues.put(asker, rest);
    }
    return taken;
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

  private synchronized @Nullable Runnable next() {
    if (waiting == 0 || running >= limits.atOnce) {
      return null;
    }
    Duration pause = allowance.take(nanos.getAsLong());
    if (pause.isPositive()) {
      if (!waking) {
        waking = true;
        timer.after(pause, this::woken);
      }
      return null;
    }
    running++;
    return take().start;
  }

  private void woken() {
    synchronized (this) {
      waking = false;
    }
    pump();
  }
}
