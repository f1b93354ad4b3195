package io.keelson.controller.kube;

import io.keelson.controller.lead.Election;
import io.keelson.controller.lead.LeaseRecord;
import io.keelson.controller.lead.Mandate;
import io.keelson.controller.lead.Step;
import io.keelson.controller.lead.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contends for the Lease and keeps it, on a thread of its own. What to do is decided by {@link
 * Election}; this reads, writes and waits. Its methods are for any thread.
 */
public final class Elector implements Mandate, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Elector.class);
  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(8);

  /** Told on the elector's thread, once each. */
  public interface Listener {

    /** We lead. Never throws: nothing would be told of it again. */
    void elected();

    /** We lead no more, and never again in this process. */
    void lost(String why);
  }

  private final Leases leases;
  private final Election election;
  private final Listener listener;
  private final LongSupplier nanos;
  private final LongConsumer telemetry;
  private final String me;
  private final Duration retry;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("keelson-elector").factory());

  /** What we wrote last: a renewal needs no look before. */
  private @Nullable LeaseRecord written;

  private boolean leading;
  private boolean unreachable;

  Elector(
      Leases leases,
      String me,
      Timing timing,
      Listener listener,
      LongConsumer telemetry,
      LongSupplier nanos) {
    this.leases = leases;
    this.me = me;
    this.election = new Election(me, timing);
    this.listener = listener;
    this.telemetry = telemetry;
    this.nanos = nanos;
    this.retry = timing.retry();
  }

  /** Begins to contend. */
  public void start() {
    thread.scheduleWithFixedDelay(this::look, 0, retry.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public OptionalLong epoch() {
    return election.epoch(nanos.getAsLong());
  }

  private void look() {
    step(lease -> election.observe(lease, nanos.getAsLong()), written);
  }

  private interface Decision {
    Step on(LeaseRecord lease);
  }

  /** One look at the Lease and what follows; a conflict is looked at once more. */
  private void step(Decision decision, @Nullable LeaseRecord known) {
    try {
      LeaseRecord lease = known == null ? leases.read() : known;
      if (!take(decision.on(lease)) && known != null) {
        take(decision.on(leases.read()));
      }
      reachable();
    } catch (IOException e) {
      written = null;
      unreachable(e);
      take(election.check(nanos.getAsLong()));
    } catch (RuntimeException e) {
      LOG.error("unexpected, will be tried again", e);
      take(election.check(nanos.getAsLong()));
    }
  }

  /** False when somebody else changed the Lease meanwhile. */
  private boolean take(Step step) {
    return switch (step) {
      case Step.Wait wait -> true;
      case Step.Lost lost -> {
        LOG.error("leads no more: {}", lost.why());
        leading = false;
        telemetry.accept(0);
        listener.lost(lost.why());
        yield true;
      }
      case Step.Write write -> written(write);
    };
  }

  private boolean written(Step.Write write) {
    long sentAt = nanos.getAsLong();
    try {
      Optional<LeaseRecord> now = leases.write(write.seen(), me, write.epoch());
      written = now.orElse(null);
      if (now.isEmpty()) {
        return false;
      }
    } catch (IOException e) {
      written = null;
      unreachable(e);
      take(election.check(nanos.getAsLong()));
      return true;
    }
    election.written(write.epoch(), sentAt);
    if (!leading || write.epoch() != write.seen().transitions()) {
      LOG.info("leads in epoch {}", write.epoch());
    }
    telemetry.accept(write.epoch());
    if (!leading) {
      leading = true;
      listener.elected();
    }
    return true;
  }

  private void unreachable(IOException e) {
    if (!unreachable) {
      LOG.warn("the Lease cannot be read or written, will be tried again: {}", e.toString());
    }
    unreachable = true;
  }

  private void reachable() {
    if (unreachable) {
      LOG.info("the Lease can be read and written again");
    }
    unreachable = false;
  }

  @Override
  public CompletionStage<Standing> outrank(long obeyed) {
    CompletableFuture<Standing> standing = new CompletableFuture<>();
    OptionalLong ours = epoch();
    if (ours.isEmpty()) {
      standing.complete(Standing.UNKNOWN);
    } else if (ours.getAsLong() > obeyed) {
      standing.complete(Standing.ABOVE);
    } else if (!Election.isCredible(obeyed, ours.getAsLong())) {
      standing.complete(Standing.INCREDIBLE);
    } else {
      try {
        thread.execute(() -> standing.complete(outranked(obeyed)));
      } catch (RejectedExecutionException ended) {
        standing.complete(Standing.UNKNOWN);
      }
    }
    return standing;
  }

  /** The Lease is read anew: the epoch may be that of another who leads by now. */
  private Standing outranked(long obeyed) {
    OptionalLong before = epoch();
    if (before.isPresent() && before.getAsLong() <= obeyed) {
      LOG.warn("an agent obeys epoch {}, ours is {}", obeyed, before.getAsLong());
      step(lease -> election.outrank(lease, obeyed, nanos.getAsLong()), null);
    }
    OptionalLong after = epoch();
    return after.isPresent() && after.getAsLong() > obeyed ? Standing.ABOVE : Standing.UNKNOWN;
  }

  /** Gives no more orders and lets another take the Lease at once, if it is ours. */
  public void release() {
    election.end();
    telemetry.accept(0);
    try {
      Future<?> released = thread.submit(this::free);
      released.get(LONGEST_RELEASE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException | ExecutionException | TimeoutException e) {
      LOG.warn("the Lease is not released, others wait until it expires: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void free() {
    if (!leading) {
      return;
    }
    try {
      LeaseRecord lease = leases.read();
      if (lease.holder().equals(me) && leases.write(lease, "", lease.transitions()).isPresent()) {
        LOG.info("the Lease is released");
      }
    } catch (IOException e) {
      LOG.warn("the Lease is not released, others wait until it expires: {}", e.toString());
    }
  }

  /** Ends without releasing: what is still under way may be carried out. */
  @Override
  public void close() {
    election.end();
    thread.shutdownNow();
    leases.close();
  }
}
