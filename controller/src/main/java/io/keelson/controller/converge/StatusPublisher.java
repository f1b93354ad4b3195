package io.keelson.controller.converge;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.converge.StatusWriter.Written;
import io.keelson.controller.plan.Declaration;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.status.Summary;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the status of each MyKind what the ledger says, with few writes: only what differs, at once
 * when every target has answered, at most every 200 ms while they do, and nothing at all while that
 * takes less than 100 ms. For any thread.
 */
final class StatusPublisher {

  private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
  private static final Duration QUIET_START = Duration.ofMillis(100);

  /** What was said of this generation stands so long: a restart of ours is no news to anybody. */
  private static final Duration QUIET_AGAIN = Duration.ofSeconds(2);

  private static final Duration BETWEEN_WRITES = Duration.ofMillis(200);
  private static final double WRITES_PER_SECOND = 20;
  private static final int MOST_OWN = 8;

  /** Making a status of 5,000 nodes takes milliseconds: it may take a tenth of one core. */
  private static final int REST_FACTOR = 10;

  /** And those of all MyKinds together a fourth. */
  private static final int REST_FACTOR_OF_ALL = 3;

  private static final class Slot {
    private @Nullable MyKindStatus stored;
    private boolean storedSettled;
    private boolean scheduled;
    private long dueAt;
    private boolean writing;
    private boolean again;
    private long notBefore;
    private long runningSince;
    private boolean running;
    private long runningGeneration;
    private long wroteAt;
    private int failures;

    /** Hashes of what the API server may still tell us of: our own last statuses. */
    private final Set<Integer> own = new LinkedHashSet<>();
  }

  private final Map<String, Slot> slots = new HashMap<>();
  private final Cluster cluster;
  private final Function<Declaration, Summary> summarise;
  private final StatusWriter writer;
  private final EventRecorder events;
  private final Telemetry telemetry;
  private final Timer timer;
  private final Backoff backoff;
  private final Clock clock;
  private final LongSupplier nanos;
  private final WriteBudget budget;
  private long restUntil;

  /**
   * A publisher.
   *
   * @param summarise gathers and sums up what is known about a MyKind
   * @param nanos a clock that never jumps
   */
  StatusPublisher(
      Cluster cluster,
      Function<Declaration, Summary> summarise,
      StatusWriter writer,
      EventRecorder events,
      Telemetry telemetry,
      Timer timer,
      Backoff backoff,
      Clock clock,
      LongSupplier nanos) {
    this.cluster = cluster;
    this.summarise = summarise;
    this.writer = writer;
    this.events = events;
    this.telemetry = telemetry;
    this.timer = timer;
    this.backoff = backoff;
    this.clock = clock;
    this.nanos = nanos;
    this.restUntil = nanos.getAsLong();
    this.budget = new WriteBudget(WRITES_PER_SECOND, nanos.getAsLong());
  }

  /** What the API server has. */
  synchronized void seen(String uid, @Nullable MyKindStatus status) {
    Slot slot = slots.get(uid);
    if (slot == null) {
      slot = new Slot();
      slot.wroteAt = nanos.getAsLong() - BETWEEN_WRITES.toNanos();
      slot.notBefore = nanos.getAsLong();
      store(slot, status);
      slots.put(uid, slot);
    } else if (hash(status) == hash(slot.stored)) {
      slot.own.clear();
    } else if (!slot.own.contains(hash(status))) {
      // Somebody else wrote it, or put an old one back: what it says need not be true.
      store(slot, status);
      touch(uid);
    }
  }

  private static void store(Slot slot, @Nullable MyKindStatus status) {
    slot.stored = status;
    slot.storedSettled = status != null && status.state() != State.RUNNING;
  }

  private static int hash(@Nullable MyKindStatus status) {
    return status == null ? 0 : Arrays.hashCode(Json.write(status));
  }

  /** What the watch may show late: what was there before this write, and the write itself. */
  private static void remember(Slot slot, MyKindStatus writing) {
    slot.own.add(hash(slot.stored));
    slot.own.add(hash(writing));
    while (slot.own.size() > MOST_OWN) {
      slot.own.remove(slot.own.iterator().next());
    }
  }

  synchronized void forget(String uid) {
    slots.remove(uid);
  }

  /** Something about this MyKind may have changed. */
  synchronized void touch(String uid) {
    Slot slot = slots.get(uid);
    if (slot == null) {
      return;
    }
    if (slot.writing) {
      slot.again = true;
    } else {
      long at = Math.max(slot.notBefore, restUntil);
      schedule(uid, slot, Duration.ofNanos(Math.max(0, at - nanos.getAsLong())));
    }
  }

  /** Like {@link #touch}, for a new generation: failures of the one before delay it no more. */
  synchronized void touchFresh(String uid) {
    Slot slot = slots.get(uid);
    if (slot != null && slot.failures > 0) {
      slot.failures = 0;
      slot.notBefore = nanos.getAsLong();
    }
    touch(uid);
  }

  /** How many MyKinds are in which state. */
  synchronized Map<State, Integer> states() {
    Map<State, Integer> count = new EnumMap<>(State.class);
    for (State state : State.values()) {
      count.put(state, 0);
    }
    for (Slot slot : slots.values()) {
      if (slot.stored != null) {
        count.merge(slot.stored.state(), 1, Integer::sum);
      }
    }
    return count;
  }

  private void schedule(String uid, Slot slot, Duration delay) {
    long at = nanos.getAsLong() + delay.toNanos();
    if (!slot.scheduled || at - slot.dueAt < 0) {
      slot.scheduled = true;
      slot.dueAt = at;
      timer.after(delay, () -> make(uid, slot, at));
    }
  }

  /** What was scheduled for later is dropped when something earlier came in between. */
  private void make(String uid, Slot slot, long at) {
    Declaration declaration = cluster.declaration(uid);
    synchronized (this) {
      if (!slot.scheduled || slot.dueAt != at) {
        return;
      }
      slot.scheduled = false;
      if (declaration == null || slots.get(uid) != slot || slot.writing) {
        slot.again = slot.writing;
        return;
      }
    }
    long begin = nanos.getAsLong();
    try {
      Summary summary = summarise.apply(declaration);
      publish(uid, slot, declaration, summary, begin);
    } catch (RuntimeException e) {
      LOG.error("{}: its status cannot be made", declaration.kind().title(), e);
      tryAgain(uid, slot);
    }
  }

  private synchronized void tryAgain(String uid, Slot slot) {
    slot.failures++;
    Duration pause = backoff.after(slot.failures);
    slot.notBefore = Math.max(slot.notBefore, nanos.getAsLong() + pause.toNanos());
    schedule(uid, slot, Duration.ofNanos(slot.notBefore - nanos.getAsLong()));
  }

  private synchronized void publish(
      String uid, Slot slot, Declaration declaration, Summary summary, long begin) {
    long now = nanos.getAsLong();
    slot.notBefore = now + REST_FACTOR * (now - begin);
    restUntil = Math.max(restUntil, now) + REST_FACTOR_OF_ALL * (now - begin);
    MyKindStatus status = summary.status(slot.stored, clock.instant());
    noteRunning(slot, summary, now);
    if (isStored(slot, status)) {
      return;
    }
    long wait = earliest(slot, summary) - now;
    if (wait > 0) {
      schedule(uid, slot, Duration.ofNanos(wait));
      return;
    }
    Duration budgetWait = budget.take(now);
    if (budgetWait.isPositive()) {
      schedule(uid, slot, budgetWait);
      return;
    }
    slot.writing = true;
    slot.wroteAt = now;
    remember(slot, status);
    write(declaration.kind().owner(), status)
        .whenComplete(
            (written, fault) ->
                wrote(
                    uid,
                    slot,
                    declaration,
                    summary,
                    status,
                    fault == null ? written : new Written.Failed(fault.toString())));
  }

  /** A fault before anything is sent must not look like a write that never ends. */
  private CompletionStage<Written> write(Owner owner, MyKindStatus status) {
    try {
      return writer.write(owner, status);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Written.Failed(e.toString()));
    }
  }

  private static void noteRunning(Slot slot, Summary summary, long now) {
    boolean runs = !summary.settled();
    if (runs && (!slot.running || slot.runningGeneration != summary.generation())) {
      slot.runningSince = now;
      slot.runningGeneration = summary.generation();
    }
    slot.running = runs;
  }

  private static boolean isStored(Slot slot, MyKindStatus status) {
    return slot.stored != null && Arrays.equals(Json.write(slot.stored), Json.write(status));
  }

  /**
   * When this may be written. The answer to a new generation is what somebody waits for: it goes
   * out at once, however short ago the one before was.
   */
  private static long earliest(Slot slot, Summary summary) {
    long paced = slot.wroteAt + BETWEEN_WRITES.toNanos();
    if (!summary.settled()) {
      boolean saidSo =
          slot.storedSettled
              && slot.stored != null
              && slot.stored.observedGeneration() == summary.generation();
      Duration quiet = saidSo ? QUIET_AGAIN : QUIET_START;
      return Math.max(paced, slot.runningSince + quiet.toNanos());
    }
    boolean news =
        slot.stored == null
            || !slot.storedSettled
            || slot.stored.observedGeneration() != summary.generation();
    return news ? Long.MIN_VALUE / 2 : paced;
  }

  private void wrote(
      String uid,
      Slot slot,
      Declaration declaration,
      Summary summary,
      MyKindStatus status,
      Written written) {
    String title = declaration.kind().title();
    boolean transition = false;
    synchronized (this) {
      slot.writing = false;
      switch (written) {
        case Written.Stored stored -> {
          transition = slot.stored == null || slot.stored.state() != status.state();
          slot.stored = status;
          slot.storedSettled = summary.settled();
          slot.failures = 0;
        }
        // The informer tells when it is really gone; until then it may have been something else.
        case Written.Gone gone -> tryAgain(uid, slot);
        case Written.Denied denied -> tryAgain(uid, slot);
        case Written.Failed failed -> {
          tryAgain(uid, slot);
          if (slot.failures == 1) {
            LOG.warn("{}: status not written, will be tried again: {}", title, failed.why());
          }
        }
      }
      if (slot.again) {
        slot.again = false;
        touch(uid);
      }
    }
    telemetry.statusWritten(written instanceof Written.Stored);
    if (transition) {
      LOG.info("{}: {}, {}", title, status.state(), summary.msg());
      events.record(
          declaration.kind().owner(),
          summary.reason(),
          summary.msg(),
          status.state() == State.ERROR);
    }
  }
}
