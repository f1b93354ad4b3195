package io.keelson.controller.converge;

import static io.keelson.problem.ProblemCode.AGENT_ERROR;

import io.keelson.controller.agents.Order;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.status.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The calls to one node of which it is not known what came of them: at most one for each MyKind
 * that is for the node. Not for several threads.
 */
final class Unanswered {

  private record Sent(long epoch, long generation, String digest, String key) {

    boolean isFor(Intent.Call call, long inEpoch) {
      return epoch == inEpoch
          && generation == call.kind().generation()
          && digest.equals(call.wanted().digest());
    }
  }

  private final Map<String, Sent> calls = new HashMap<>();

  /**
   * The order for a call that is to be sent now. It has the key of the call before when that was
   * the same and no answer came, so that the agent carries it out once.
   */
  Order order(Intent.Call call, long epoch) {
    String uid = call.kind().uid();
    Sent before = calls.get(uid);
    if (before != null && before.isFor(call, epoch)) {
      return new Order(epoch, before.key);
    }
    String key = UUID.randomUUID().toString();
    calls.put(uid, new Sent(epoch, call.kind().generation(), call.wanted().digest(), key));
    return new Order(epoch, key);
  }

  /** After an answer, the next call is another change, be it for the same values. */
  void ended(String uid, Outcome outcome) {
    if (isAnswer(outcome)) {
      calls.remove(uid);
    }
  }

  void keepOnly(Set<String> uids) {
    calls.keySet().retainAll(uids);
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
    };
  }
}
