package io.keelson.controller.converge;

import io.keelson.controller.converge.Finalizers.Put;
import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.status.Farewell;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets MyKinds go that are deleted: takes our finalizer off when every node has given back, or when
 * those that have not were waited for long enough. For any thread.
 */
final class Departures {

  static final String INCOMPLETE = "RevertIncomplete";

  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** Looking costs a look at each node, and each of thousands of nodes is news. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private static final class Leave {
    private boolean scheduled;
    private boolean again;
    private boolean ending;
    private boolean told;
    private boolean alarmed;
    private int failures;
  }

  private final Map<String, Leave> leaves = new HashMap<>();
  private final Cluster cluster;
  private final Function<Declaration.Leaving, Farewell> survey;
  private final Finalizers finalizers;
  private final EventRecorder events;
  private final Timer timer;
  private final Backoff backoff;
  private final Clock clock;

  Departures(
      Cluster cluster,
      Function<Declaration.Leaving, Farewell> survey,
      Finalizers finalizers,
      EventRecorder events,
      Timer timer,
      Backoff backoff,
      Clock clock) {
    this.cluster = cluster;
    this.survey = survey;
    this.finalizers = finalizers;
    this.events = events;
    this.timer = timer;
    this.backoff = backoff;
    this.clock = clock;
  }

  /** Something about this MyKind may have changed. */
  void touch(String uid) {
    if (cluster.declaration(uid) instanceof Declaration.Leaving && mayLook(uid)) {
      timer.after(Duration.ZERO, () -> look(uid));
    }
  }

  synchronized void forget(String uid) {
    leaves.remove(uid);
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
    if (!(cluster.declaration(uid) instanceof Declaration.Leaving leaving)) {
      forget(uid);
      return;
    }
    try {
      Farewell farewell = survey.apply(leaving);
      if (farewell.isOver(clock.instant())) {
        end(leaving.kind(), farewell);
      } else {
        lookLater(uid, farewell);
      }
    } catch (RuntimeException e) {
      LOG.error("{}: cannot be let go", leaving.kind().title(), e);
      tryAgain(uid);
    }
  }

  private void lookLater(String uid, Farewell farewell) {
    timer.after(BETWEEN_LOOKS, () -> rested(uid));
    Instant now = clock.instant();
    if (now.isBefore(farewell.until()) && isFirstAlarm(uid)) {
      timer.after(Duration.between(now, farewell.until()), () -> touch(uid));
    }
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
    take(kind)
        .whenComplete(
            (put, fault) -> ended(kind, fault == null ? put : new Put.Failed(fault.toString())));
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
    String note =
        "deleted without waiting any longer for "
            + farewell.incomplete()
            + ": what it set is given back when they can";
    LOG.warn("{}: {}", kind.title(), note);
    events.record(kind.owner(), INCOMPLETE, note, true);
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
      return finalizers.take(kind.owner());
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Put.Failed(e.toString()));
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
    timer.after(backoff.after(failures), () -> look(uid));
  }
}
