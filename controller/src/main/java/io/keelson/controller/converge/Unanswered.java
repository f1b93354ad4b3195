package io.keelson.controller.converge;

import static io.keelson.problem.ProblemCode.AGENT_ERROR;

import io.keelson.controller.agents.Order;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Release;
import io.keelson.controller.status.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The orders to one node of which it is not known what came of them: at most one call and one
 * release for each MyKind. Not for several threads.
 */
final class Unanswered {

  /** For whom an order is; a release is beside the call. */
  private record Slot(String uid, boolean release) {}

  /** What is ordered, but for the key. */
  private record What(long epoch, long generation, String change) {}

  private record Sent(What what, String key) {}

  private final Map<Slot, Sent> orders = new HashMap<>();

  /**
   * The order for a call that is to be sent now. It has the key of the call before when that was
   * the same and no answer came, so that the agent carries it out once.
   */
  Order order(Intent.Call call, long epoch) {
    return order(
        new Slot(call.kind().uid(), false),
        new What(epoch, call.kind().generation(), call.wanted().digest()));
  }

  /** The same for a release. */
  Order order(Release release, long epoch) {
    return order(
        new Slot(release.owner().uid(), true),
        new What(epoch, release.generation(), release.api() + " " + release.keep()));
  }

  private Order order(Slot slot, What what) {
    Sent before = orders.get(slot);
    if (before != null && before.what.equals(what)) {
      return new Order(what.epoch, before.key);
    }
    String key = UUID.randomUUID().toString();
    orders.put(slot, new Sent(what, key));
    return new Order(what.epoch, key);
  }

  /**
   * After an answer, the next call is another change, be it for the same values.
   *
   * @return false when the outcome is no answer
   */
  boolean ended(String uid, Outcome outcome) {
    return ended(new Slot(uid, false), outcome);
  }

  void released(Release release, Outcome outcome) {
    ended(new Slot(release.owner().uid(), true), outcome);
  }

  private boolean ended(Slot slot, Outcome outcome) {
    boolean answered = isAnswer(outcome);
    if (answered) {
      orders.remove(slot);
    }
    return answered;
  }

  void keepOnly(Set<String> uids) {
    orders.keySet().removeIf(slot -> !uids.contains(slot.uid));
  }

  private static boolean isAnswer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Offline offline -> false;
      // An answer that cannot be read is none. An agent that says so itself has forgotten the key.
      case Outcome.Failed failed ->
          failed.problems().stream().noneMatch(one -> one.code().equals(AGENT_ERROR));
      case Outcome.Applied applied -> true;
      case Outcome.Unchanged unchanged -> true;
      case Outcome.Planned planned -> true;
      case Outcome.Read read -> true;
      case Outcome.Refused refused -> true;
      case Outcome.Conflict conflict -> true;
      case Outcome.Reverted reverted -> true;
      case Outcome.Kept kept -> true;
    };
  }
}
