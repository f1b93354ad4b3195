package io.keelson.controller.converge;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.status.Summary;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one MyKind's status: what the API server has, whether a write is under way, and
 * when the next may go. It is told the time, in nanoseconds that never jump. Guarded by the
 * publisher's lock.
 */
final class StatusSlot {

  private static final Duration QUIET_START = Duration.ofMillis(100);

  /** What was said of the same thing stands so long: a restart of ours is no news to anybody. */
  private static final Duration QUIET_AGAIN = Duration.ofSeconds(2);

  private static final Duration BETWEEN_WRITES = Duration.ofMillis(200);
  private static final int MOST_OWN = 8;

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

  StatusSlot(@Nullable MyKindStatus status, long now) {
    wroteAt = now - BETWEEN_WRITES.toNanos();
    notBefore = now;
    store(status, status != null && status.state() != State.RUNNING);
  }

  private void store(@Nullable MyKindStatus status, boolean settled) {
    stored = status;
    storedSettled = settled;
  }

  /**
   * Takes in what the watch shows.
   *
   * @return true when somebody else wrote it, or put an old one back: what it says need not be true
   */
  boolean takeIn(@Nullable MyKindStatus status) {
    int shown = Objects.hashCode(status);
    if (shown == Objects.hashCode(stored)) {
      own.clear();
      return false;
    }
    if (own.contains(shown)) {
      return false;
    }
    store(status, status != null && status.state() != State.RUNNING);
    return true;
  }

  @Nullable MyKindStatus stored() {
    return stored;
  }

  Optional<State> state() {
    return Optional.ofNullable(stored).map(MyKindStatus::state);
  }

  boolean holds(MyKindStatus status) {
    return status.equals(stored);
  }

  /** True when it is to be made at this time; false when it will be sooner anyway. */
  boolean schedule(long at) {
    if (scheduled && at - dueAt >= 0) {
      return false;
    }
    scheduled = true;
    dueAt = at;
    return true;
  }

  /** False for what was scheduled for later when something earlier came in between. */
  boolean isDue(long at) {
    if (!scheduled || dueAt != at) {
      return false;
    }
    scheduled = false;
    return true;
  }

  /** True while a write is under way; what is new meanwhile is looked at when it has ended. */
  boolean isPutOff() {
    again = writing;
    return writing;
  }

  void beginWrite(MyKindStatus status, long now) {
    writing = true;
    wroteAt = now;
    // What the watch may show late: what was there before this write, and the write itself.
    own.add(Objects.hashCode(stored));
    own.add(Objects.hashCode(status));
    while (own.size() > MOST_OWN) {
      own.remove(own.iterator().next());
    }
  }

  /** True when something new came while the write was under way. */
  boolean endWrite() {
    boolean news = again;
    writing = false;
    again = false;
    return news;
  }

  /** True when that is another state than before. */
  boolean written(MyKindStatus status, boolean settled) {
    boolean transition = stored == null || stored.state() != status.state();
    store(status, settled);
    failures = 0;
    return transition;
  }

  int countFailure() {
    return ++failures;
  }

  /** It asks for something else: what was said of it, and failures, delay it no more. */
  void renew(long now) {
    storedSettled = false;
    if (failures > 0) {
      failures = 0;
      notBefore = now;
    }
  }

  long notBefore() {
    return notBefore;
  }

  void restUntil(long time) {
    notBefore = time;
  }

  void noteRunning(Summary summary, long now) {
    boolean runs = !summary.settled();
    if (runs && (!running || runningGeneration != summary.generation())) {
      runningSince = now;
      runningGeneration = summary.generation();
    }
    running = runs;
  }

  /**
   * When this may be written. The answer to a new generation is what somebody waits for: it goes
   * out at once, however short ago the one before was.
   */
  long earliest(Summary summary) {
    long paced = wroteAt + BETWEEN_WRITES.toNanos();
    boolean saidSo =
        stored != null && storedSettled && stored.observedGeneration() == summary.generation();
    if (!summary.settled()) {
      Duration quiet = saidSo ? QUIET_AGAIN : QUIET_START;
      return Math.max(paced, runningSince + quiet.toNanos());
    }
    return saidSo ? paced : Long.MIN_VALUE / 2;
  }
}
