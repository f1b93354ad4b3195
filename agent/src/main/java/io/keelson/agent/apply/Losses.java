package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.NETWORK_LOST;

import io.keelson.setting.Api;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The calls that have cut this node off. Such a call may come again, when its answer was lost or
 * another controller leads, and must not cut the node off once more. A new generation is a new
 * beginning, and so is a new process. For the host thread.
 */
final class Losses {

  private static final int MOST = 256;

  private record Call(String uid, Api api, long generation, String digest) {}

  private final Map<Call, Outcome.Refused> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Call, Outcome.Refused> eldest) {
          return size() > MOST;
        }
      };

  /** What came of this very call, if it has cut the node off. */
  Optional<Outcome> of(Intent intent, Api api, String digest) {
    return Optional.ofNullable(known.get(call(intent, api, digest)));
  }

  /**
   * Remembers what came of a call, if it has cut the node off; what cannot be undone has its own
   * way.
   */
  void note(Intent intent, Api api, String digest, Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused && refused.isOnly(NETWORK_LOST)) {
      known.put(call(intent, api, digest), refused);
    }
  }

  private static Call call(Intent intent, Api api, String digest) {
    return new Call(intent.owner().uid(), api, intent.generation(), digest);
  }
}
