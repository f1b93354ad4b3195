package io.keelson.controller.depart;

import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.status.Farewell;
import io.keelson.controller.tell.EventRecorder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets MyKinds go that are deleted: takes our finalizer off when every node has given back, or when
 * those that have not were waited for long enough. For any thread.
 */
public final class Departures {

  public static final String INCOMPLETE = "RevertIncomplete";

  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** Looking costs a look at each node, and each of thousands of nodes is news. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** All that leave together may take a tenth of one core. */
  private static final int REST_FACTOR = 10;

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private static final class Leave {
    private boolean scheduled;
    private boolean again;
    private boolean ending;
    private boolean told;
    private boolean alarmed;
    private int failures;
  }

  private final Map<String, Leave> leaves = new HashMap<>();
  private final Parts parts;

  /**
   * What they are decided by.
   *
   * @param departing the MyKind of a uid while it is to go; null when it is not
   * @param survey what is known of one that is to go
   * @param everyNodeAnswers whether there is no node that could still hold something unseen
   */
  public record Parts(
      Function<String, @Nullable MyKind> departing,
      Function<MyKind, Farewell> survey,
      BooleanSupplier everyNodeAnswers,
      Finalizers finalizers,
      Notebook notebook,
      EventRecorder events,
      Timer timer,
      Backoff backoff,
      Clock clock,
      LongSupplier nanos) {}

  public Departures(Parts parts) {
    this.parts = parts;
  }

  /** Something about this MyKind may have changed. */
  public void touch(String uid) {
    if (parts.departing.apply(uid) != null && mayLook(uid)) {
      parts.timer.after(Duration.ZERO, () -> look(uid));
    }
  }

  public synchronized void forget(String uid) {
    leaves.remove(uid);
  }

  /** What was decided is decided anew. */
  public synchronized void forgetAll() {
    leaves.clear();
  }

  private synchronized boolean mayLook(String uid) {
    Leave leave = leaves.computeIfAbsent(uid, unused -> new Leave());
    leave.again = true;
    boolean may = !leave.scheduled && !leave.ending;
    leave.scheduled |= may;
    return may;
  }

  private synchronized void begins(String uid) {
    Leave leave = leaves.get(uid);
    if (leave != null) {
      leave.again = false;
    }
  }

  private void look(String uid) {
    begins(uid);
    MyKind kind = parts.departing.apply(uid);
    if (kind == null) {
      forget(uid);
      return;
    }
    long begin = parts.nanos.getAsLong();
    try {
      Farewell farewell = parts.survey.apply(kind);
      if (farewell.isOver(parts.clock.instant())) {
        end(kind, farewell);
      } else {
        lookLater(uid, farewell, parts.nanos.getAsLong() - begin);
      }
    } catch (RuntimeException e) {
      LOG.error("{}: cannot be let go", kind.title(), e);
      tryAgain(uid);
    }
  }

  private void lookLater(String uid, Farewell farewell, long took) {
    parts.timer.after(rest(took), () -> rested(uid));
    Instant now = parts.clock.instant();
    if (now.isBefore(farewell.until()) && isFirstAlarm(uid)) {
      Duration wait = Duration.between(now, farewell.until());
      parts.timer.after(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT, () -> alarm(uid));
    }
  }

  private void alarm(String uid) {
    synchronized (this) {
      Leave leave = leaves.get(uid);
      if (leave != null) {
        leave.alarmed = false;
      }
    }
    touch(uid);
  }

  private synchronized Duration rest(long took) {
    Duration fair = Duration.ofNanos(REST_FACTOR * took * leaves.size());
    return fair.compareTo(BETWEEN_LOOKS) < 0 ? BETWEEN_LOOKS : fair;
  }

  private synchronized boolean isFirstAlarm(String uid) {
    Leave leave = leaves.get(uid);
    boolean first = leave != null && !leave.alarmed;
    if (leave != null) {
      leave.alarmed = true;
    }
    return first;
  }

  /** What was news meanwhile is looked at now. */
  private void rested(String uid) {
    boolean again;
    synchronized (this) {
      Leave leave = leaves.get(uid);
      if (leave == null) {
        return;
      }
      leave.scheduled = false;
      again = leave.again;
    }
    if (again) {
      touch(uid);
    }
  }

  private void end(MyKind kind, Farewell farewell) {
    if (!beginEnd(kind.uid())) {
      return;
    }
    tellOfThoseLeft(kind, farewell);
    noted(kind)
        .thenCompose(put -> put instanceof Put.Failed ? done(put) : take(kind))
        .whenComplete(
            (put, fault) -> ended(kind, fault == null ? put : new Put.Failed(fault.toString())));
  }

  /**
   * A node that comes back must find out whether to give back. When all are there and have, that
   * concerns only one that was taken out of the cluster, which gives back if nothing is noted.
   */
  private CompletionStage<Put> noted(MyKind kind) {
    Departure departure = kind.departure();
    return departure == null || (parts.everyNodeAnswers.getAsBoolean() && !departure.keep())
        ? done(new Put.Done())
        : parts.notebook.note(kind.owner(), departure);
  }

  private static CompletionStage<Put> done(Put put) {
    return CompletableFuture.completedFuture(put);
  }

  private synchronized boolean beginEnd(String uid) {
    Leave leave = leaves.get(uid);
    if (leave == null || leave.ending) {
      return false;
    }
    leave.ending = true;
    return true;
  }

  private void tellOfThoseLeft(MyKind kind, Farewell farewell) {
    if (farewell.left().isEmpty() || !isFirstTime(kind.uid())) {
      return;
    }
    String note = note(farewell);
    LOG.warn("{}: {}", kind.title(), note);
    parts.events.record(kind.owner(), INCOMPLETE, note, true);
  }

  private static String note(Farewell farewell) {
    String left = farewell.incomplete();
    return switch (farewell.cause()) {
      case DELETED ->
          "deleted without waiting any longer for "
              + left
              + ": what it set is given back when they can";
      case UNINSTALLED ->
          "Keelson is uninstalled without waiting any longer for "
              + left
              + ": what it set stays there";
    };
  }

  private synchronized boolean isFirstTime(String uid) {
    Leave leave = leaves.get(uid);
    boolean first = leave != null && !leave.told;
    if (leave != null) {
      leave.told = true;
    }
    return first;
  }

  /** A fault before anything is sent must not look like a request that never ends. */
  private CompletionStage<Put> take(MyKind kind) {
    try {
      return parts.finalizers.take(kind.owner());
    } catch (RuntimeException e) {
      return done(new Put.Failed(e.toString()));
    }
  }

  private void ended(MyKind kind, Put put) {
    switch (put) {
      // The watch tells when it is gone; others may have finalizers on it too.
      case Put.Done done -> LOG.info("{}: let go", kind.title());
      case Put.Gone gone -> {}
      case Put.Failed failed -> {
        LOG.warn("{}: finalizer not taken off, tried again: {}", kind.title(), failed.why());
        tryAgain(kind.uid());
      }
    }
  }

  private void tryAgain(String uid) {
    int failures;
    synchronized (this) {
      Leave leave = leaves.get(uid);
      if (leave == null) {
        return;
      }
      leave.ending = false;
      leave.scheduled = true;
      failures = ++leave.failures;
    }
    parts.timer.after(parts.backoff.after(failures), () -> look(uid));
  }
}
