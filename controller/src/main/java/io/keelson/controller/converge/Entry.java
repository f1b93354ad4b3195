package io.keelson.controller.converge;

import static io.keelson.problem.ProblemCode.HOSTNAME_NOT_ALLOWED;

import io.keelson.controller.plan.Revision;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.status.Outcome;
import io.keelson.wire.AgentState;
import java.util.List;

/**
 * The last outcome of one MyKind on one node.
 *
 * @param revision the newest one that the outcome is known to be good for
 * @param stale whether it should be asked for again although nothing changed
 */
record Entry(Revision revision, Mode mode, String digest, Outcome outcome, boolean stale) {

  private static final Outcome HELD = new Outcome.Applied(List.of(), List.of());

  /** What an agent says that it holds. */
  static Entry of(AgentState.Held held) {
    return new Entry(new Revision(held.generation()), Mode.APPLY, held.digest(), HELD, false);
  }

  Entry stamped(Revision newest) {
    return new Entry(newest, mode, digest, outcome, stale);
  }

  Entry aged() {
    return new Entry(revision, mode, digest, outcome, true);
  }

  /**
   * True when the node's agent refused a name, which it may do for the sake of the kubelet: that
   * may have got a name of its own since.
   */
  boolean hangsOnTheNode() {
    return outcome instanceof Outcome.Refused refused
        && !digest.isEmpty()
        && refused.problems().stream().allMatch(one -> one.code().equals(HOSTNAME_NOT_ALLOWED));
  }

  /** True when asking again for this generation would change nothing. */
  boolean isFinal(long newest) {
    return switch (outcome) {
      case Outcome.Applied applied -> true;
      case Outcome.Unchanged unchanged -> true;
      case Outcome.Planned planned -> revision.generation() == newest;
      case Outcome.Read read -> true;
      case Outcome.Refused refused -> revision.generation() == newest;
      case Outcome.Failed failed -> false;
      case Outcome.Conflict conflict -> false;
      case Outcome.Reverted reverted -> false;
      case Outcome.Kept kept -> false;
      case Outcome.Offline offline -> false;
    };
  }
}
