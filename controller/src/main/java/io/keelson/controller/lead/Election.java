package io.keelson.controller.lead;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One contender for the Lease. The rule is client-go's: a Lease has expired when it has not changed
 * for its duration as seen from here, by a clock that never jumps; no wall clock is compared with
 * another. All times are in nanoseconds of that clock. For one thread, but {@link #epoch} for any.
 */
public final class Election {

  /** The API's {@code leaseTransitions} is an int32. */
  static final long LAST_EPOCH = Integer.MAX_VALUE;

  /** After a restore, the counter lags by as many changes of leader as came after the backup. */
  private static final long LARGEST_LAG = 10_000;

  /** Far above any honest counter, and half of them are left for acquisitions. */
  private static final long HIGHEST_BELIEVED = 1_000_000_000;

  private record Term(long epoch, long renewedAt) {}

  private final String me;
  private final Timing timing;
  private @Nullable LeaseRecord seen;
  private long seenAt;
  private volatile @Nullable Term term;
  private volatile boolean over;

  /**
   * A contender.
   *
   * @param me unlike anybody else, also unlike oneself before a restart
   */
  public Election(String me, Timing timing) {
    this.me = me;
    this.timing = timing;
  }

  /** What to do after the Lease was read. */
  public Step observe(LeaseRecord lease, long now) {
    LeaseRecord before = seen;
    if (before == null || !before.saysTheSameAs(lease)) {
      seenAt = now;
    }
    seen = lease;
    if (over) {
      return new Step.Wait();
    }
    Term held = term;
    return held == null ? contend(lease, now) : hold(held, lease, now);
  }

  /** An acquisition whose answer was lost is made once more: nobody has led by it. */
  private Step contend(LeaseRecord lease, long now) {
    boolean free = lease.holder().isEmpty() || lease.holder().equals(me);
    boolean expired = now - seenAt >= timing.lease().toNanos();
    boolean exhausted = lease.transitions() >= LAST_EPOCH;
    return (free || expired) && !exhausted
        ? new Step.Write(lease, lease.transitions() + 1)
        : new Step.Wait();
  }

  /** A counter that somebody has set back is put right; one that was raised is taken over. */
  private Step hold(Term held, LeaseRecord lease, long now) {
    Step late = check(now);
    if (late instanceof Step.Lost) {
      return late;
    }
    if (!lease.holder().equals(me)) {
      return lose(
          lease.holder().isEmpty()
              ? "somebody has emptied the Lease"
              : "the Lease is held by " + lease.holder());
    }
    return new Step.Write(lease, Math.max(held.epoch, lease.transitions()));
  }

  /** What to do when the Lease could not be read or written. */
  public Step check(long now) {
    Term held = term;
    return held != null && !over && isOverdue(held, now)
        ? lose("the Lease was not renewed for " + timing.renewal().toSeconds() + " s")
        : new Step.Wait();
  }

  private Step.Lost lose(String why) {
    over = true;
    return new Step.Lost(why);
  }

  /**
   * What to do after the Lease was read because an agent obeys a higher epoch than ours.
   *
   * @param obeyed one that {@link #isCredible}
   */
  public Step outrank(LeaseRecord lease, long obeyed, long now) {
    Step step = observe(lease, now);
    return step instanceof Step.Write write
        ? new Step.Write(write.seen(), Math.max(write.epoch(), obeyed + 1))
        : step;
  }

  /**
   * False for an epoch that no leader can have had: one node that lies must not use up the numbers
   * of all.
   */
  public static boolean isCredible(long obeyed, long ours) {
    return obeyed - ours <= LARGEST_LAG && obeyed < HIGHEST_BELIEVED;
  }

  /**
   * The Lease says now what {@link Step.Write} asked for.
   *
   * @param sentAt before the update was sent: others saw it later than this
   */
  public void written(long epoch, long sentAt) {
    term = new Term(epoch, sentAt);
  }

  /** Leads no more and contends no more. */
  public void end() {
    over = true;
  }

  /** The epoch to give orders in; empty when somebody else may lead by now. */
  public OptionalLong epoch(long now) {
    Term held = term;
    return held == null || over || isOverdue(held, now)
        ? OptionalLong.empty()
        : OptionalLong.of(held.epoch);
  }

  private boolean isOverdue(Term held, long now) {
    return now - held.renewedAt >= timing.renewal().toNanos();
  }
}
