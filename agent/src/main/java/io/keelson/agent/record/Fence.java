package io.keelson.agent.record;

import static io.keelson.problem.ProblemCode.EPOCH_FENCED;
import static io.keelson.problem.ProblemCode.EPOCH_UNKNOWN;
import static io.keelson.problem.ProblemCode.STALE_GENERATION;

import io.keelson.agent.host.EpochStore;
import io.keelson.agent.host.HostException;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState.Trouble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps out calls of a controller that leads no more, and calls that others of the same leader have
 * overtaken. A higher epoch wins whatever the generation: after a restore of etcd, generations
 * begin lower. The highest epoch survives restarts, and so do the generations of the owners that
 * were heard of last, as of the last change that was made. Checks are for the host thread, one
 * after the other, so that of two calls that race the second is measured by the first; the rest is
 * for any thread.
 */
public final class Fence {

  private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

  /** Some hundred bytes each. Of an owner that is forgotten, an overtaken call would be obeyed. */
  private static final int MOST_OWNERS = 4096;

  /** Each in the record, which is written anew with each change. */
  private static final int MOST_KEPT = 512;

  /** The newest call of an owner that was let through. */
  public record Mark(String uid, long epoch, long generation) {}

  private final EpochStore store;

  /** The one that was heard of last is last. */
  private final Map<String, Mark> owners = new LinkedHashMap<>();

  private boolean known;

  /** On disk. */
  private long kept;

  private volatile long epoch;
  private volatile Optional<Trouble> trouble = Optional.empty();

  /** Reads what was kept, if that can be read now; else the first call tries again. */
  public Fence(EpochStore store) {
    this.store = store;
    var unused = learn();
  }

  /** Reads what was kept, if that was not possible before. For the host thread. */
  public void look() {
    if (!known) {
      var unused = learn();
    }
  }

  /** No lower epoch is obeyed; 0 for none. */
  public long epoch() {
    return epoch;
  }

  public Optional<Trouble> trouble() {
    return trouble;
  }

  /**
   * Lets a call through or says why not. Once it is through, unless it is a dry run, all before it
   * is out: also when it is refused afterwards, for what it overtook is no longer wanted. Before it
   * changes anything, {@link #keep} is to be called.
   */
  public Optional<Problem> check(Mark call, boolean dryRun) {
    Optional<Problem> unknown = known ? Optional.empty() : learn();
    if (unknown.isPresent()) {
      return unknown;
    }
    if (call.epoch() < epoch) {
      return Optional.of(
          Problem.of(
              EPOCH_FENCED,
              "epoch",
              "epoch: %d is over, this node obeys %d and later: its leader has changed"
                  .formatted(call.epoch(), epoch)));
    }
    Mark last = owners.get(call.uid());
    if (last != null && last.epoch() == call.epoch() && call.generation() < last.generation()) {
      return Optional.of(
          Problem.of(
              STALE_GENERATION,
              "generation",
              "generation: %d was overtaken by %d of the same owner"
                  .formatted(call.generation(), last.generation())));
    }
    if (!dryRun) {
      pass(call);
    }
    return Optional.empty();
  }

  private void pass(Mark call) {
    if (call.epoch() > epoch) {
      LOG.info("obeying epoch {}, after {}", call.epoch(), epoch);
      epoch = call.epoch();
    }
    owners.remove(call.uid());
    owners.put(call.uid(), call);
    if (owners.size() > MOST_OWNERS) {
      owners.remove(owners.keySet().iterator().next());
    }
  }

  /** Owners that were heard of in an earlier run; what was heard of them since counts more. */
  public void recall(List<Mark> earlier) {
    Map<String, Mark> since = new LinkedHashMap<>(owners);
    owners.clear();
    earlier.forEach(mark -> owners.put(mark.uid(), mark));
    since.forEach(
        (uid, mark) -> {
          owners.remove(uid);
          owners.put(uid, mark);
        });
  }

  /** The owners that were heard of last, to be recalled by a later run. */
  public List<Mark> marks() {
    return owners.values().stream().skip(Math.max(0, owners.size() - MOST_KEPT)).toList();
  }

  /**
   * Keeps the epoch of the call that was let through, so that an agent that is killed now never
   * obeys less again.
   *
   * @return why it cannot be kept; then nothing may be changed
   */
  public Optional<Problem> keep() {
    if (epoch == kept) {
      return Optional.empty();
    }
    try {
      store.write(epoch);
      kept = epoch;
      return Optional.empty();
    } catch (HostException e) {
      return Optional.of(e.problem());
    }
  }

  /**
   * A file that cannot be understood must not lock the node out for ever, so the next call's epoch
   * is taken for the highest: the last one that was obeyed is that of the leader in all but the
   * seconds after a change. A person is told. A directory that is not as it must be (a link,
   * another user's) was made so by somebody: nothing is obeyed until it is put right.
   */
  private Optional<Problem> learn() {
    try {
      EpochStore.Kept found = store.read();
      kept = found.epoch();
      epoch = found.epoch();
      known = true;
      trouble = found.damaged() ? Optional.of(damaged()) : Optional.empty();
      return Optional.empty();
    } catch (HostException e) {
      if (trouble.isEmpty()) {
        LOG.error("the highest epoch cannot be read: {}", e.getMessage());
      }
      trouble = Optional.of(new Trouble(EPOCH_UNKNOWN, e.problem().message()));
      return Optional.of(e.problem());
    }
  }

  private static Trouble damaged() {
    LOG.error("the file with the highest epoch was damaged: the next call's epoch is taken");
    return new Trouble(
        EPOCH_UNKNOWN,
        "/var/lib/keelson/epoch was damaged and is now epoch.damaged beside it; the next call's epoch was"
            + " taken for the highest. Look at the node's disk; this is told until the agent starts"
            + " again");
  }
}
