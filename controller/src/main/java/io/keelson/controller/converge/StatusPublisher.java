package io.keelson.controller.converge;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.converge.StatusWriter.Written;
import io.keelson.controller.plan.Declaration;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.status.Summary;
import io.keelson.controller.tell.EventRecorder;
import io.keelson.controller.tell.GatheredEvents;
import io.keelson.limit.Allowance;
import io.keelson.wire.Owner;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
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
  private static final int WRITES_PER_SECOND = 20;

  /** Making a status of 5,000 nodes takes milliseconds: it may take a tenth of one core. */
  private static final int REST_FACTOR = 10;

  /** And those of all MyKinds together a fourth. */
  private static final int REST_FACTOR_OF_ALL = 3;

  /** A status on its way. */
  private record Write(
      String uid, StatusSlot slot, Declaration declaration, Summary summary, MyKindStatus status) {}

  private final Map<String, StatusSlot> slots = new HashMap<>();
  private final Cluster cluster;
  private final Function<Declaration, Summary> summarise;
  private final StatusWriter writer;
  private final EventRecorder events;
  private final DriftNews drift;
  private final Telemetry telemetry;
  private final Timer timer;
  private final Backoff backoff;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Allowance budget;
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
    this.drift = new DriftNews(new GatheredEvents(events, timer));
    this.telemetry = telemetry;
    this.timer = timer;
    this.backoff = backoff;
    this.clock = clock;
    this.nanos = nanos;
    this.restUntil = nanos.getAsLong();
    this.budget =
        new Allowance(
            WRITES_PER_SECOND,
            Duration.ofSeconds(1).dividedBy(WRITES_PER_SECOND),
            nanos.getAsLong());
  }

  /** What the API server has. */
  synchronized void seen(String uid, @Nullable MyKindStatus status) {
    StatusSlot slot = slots.get(uid);
    if (slot == null) {
      slots.put(uid, new StatusSlot(status, nanos.getAsLong()));
      drift.begin(uid, status);
    } else if (slot.takeIn(status)) {
      touch(uid);
    }
  }

  synchronized void forget(String uid) {
    slots.remove(uid);
    drift.forget(uid);
  }

  /** Something about this MyKind may have changed. */
  synchronized void touch(String uid) {
    StatusSlot slot = slots.get(uid);
    if (slot != null && !slot.isPutOff()) {
      long at = Math.max(slot.notBefore(), restUntil);
      schedule(uid, slot, Duration.ofNanos(Math.max(0, at - nanos.getAsLong())));
    }
  }

  /** Like {@link #touch}, when it asks for something else: what was before delays it no more. */
  synchronized void touchFresh(String uid) {
    StatusSlot slot = slots.get(uid);
    if (slot != null) {
      slot.renew(nanos.getAsLong());
    }
    touch(uid);
  }

  /** How many MyKinds are in which state. */
  synchronized Map<State, Integer> states() {
    Map<State, Integer> count = new EnumMap<>(State.class);
    for (State state : State.values()) {
      count.put(state, 0);
    }
    for (StatusSlot slot : slots.values()) {
      slot.state().ifPresent(state -> count.merge(state, 1, Integer::sum));
    }
    return count;
  }

  private void schedule(String uid, StatusSlot slot, Duration delay) {
    long at = nanos.getAsLong() + delay.toNanos();
    if (slot.schedule(at)) {
      timer.after(delay, () -> make(uid, slot, at));
    }
  }

  private void make(String uid, StatusSlot slot, long at) {
    Declaration declaration = cluster.declaration(uid);
    synchronized (this) {
      if (!slot.isDue(at) || slot.isPutOff()) {
        return;
      }
      if (declaration == null || slots.get(uid) != slot) {
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

  /** How often it has failed in a row. */
  private synchronized int tryAgain(String uid, StatusSlot slot) {
    int failures = slot.countFailure();
    long now = nanos.getAsLong();
    slot.restUntil(Math.max(slot.notBefore(), now + backoff.after(failures).toNanos()));
    schedule(uid, slot, Duration.ofNanos(slot.notBefore() - now));
    return failures;
  }

  private synchronized void publish(
      String uid, StatusSlot slot, Declaration declaration, Summary summary, long begin) {
    long now = nanos.getAsLong();
    slot.restUntil(now + REST_FACTOR * (now - begin));
    restUntil = Math.max(restUntil, now) + REST_FACTOR_OF_ALL * (now - begin);
    MyKindStatus status = summary.status(slot.stored(), clock.instant());
    slot.noteRunning(summary, now);
    if (slot.holds(status)) {
      drift.said(declaration.kind().owner(), summary);
      return;
    }
    long wait = slot.earliest(summary) - now;
    if (wait > 0) {
      schedule(uid, slot, Duration.ofNanos(wait));
      return;
    }
    Duration budgetWait = budget.take(now);
    if (budgetWait.isPositive()) {
      schedule(uid, slot, budgetWait);
      return;
    }
    slot.beginWrite(status, now);
    send(new Write(uid, slot, declaration, summary, status));
  }

  private void send(Write write) {
    write(write.declaration().kind().owner(), write.status())
        .whenComplete(
            (written, fault) ->
                wrote(write, fault == null ? written : new Written.Failed(fault.toString())));
  }

  /** A fault before anything is sent must not look like a write that never ends. */
  private CompletionStage<Written> write(Owner owner, MyKindStatus status) {
    try {
      return writer.write(owner, status);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Written.Failed(e.toString()));
    }
  }

  private void wrote(Write write, Written written) {
    boolean transition = takeIn(write, written);
    telemetry.statusWritten(written instanceof Written.Stored);
    if (written instanceof Written.Stored) {
      drift.said(write.declaration().kind().owner(), write.summary());
    }
    if (transition) {
      Summary summary = write.summary();
      State state = write.status().state();
      LOG.info("{}: {}, {}", write.declaration().kind().title(), state, summary.msg());
      events.record(
          write.declaration().kind().owner(),
          summary.reason(),
          summary.msg(),
          state == State.ERROR);
    }
  }

  /** True when the state is now another one. */
  private synchronized boolean takeIn(Write write, Written written) {
    StatusSlot slot = write.slot();
    boolean news = slot.endWrite();
    boolean transition = false;
    switch (written) {
      case Written.Stored stored ->
          transition = slot.written(write.status(), write.summary().settled());
      // The informer tells when it is really gone; until then it may have been something else.
      case Written.Gone gone -> tryAgain(write.uid(), slot);
      case Written.Denied denied -> tryAgain(write.uid(), slot);
      case Written.Failed failed -> {
        if (tryAgain(write.uid(), slot) == 1) {
          String title = write.declaration().kind().title();
          LOG.warn("{}: status not written, will be tried again: {}", title, failed.why());
        }
      }
    }
    if (news) {
      touch(write.uid());
    }
    return transition;
  }
}
