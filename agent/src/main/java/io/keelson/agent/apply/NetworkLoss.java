package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.NETWORK_LOST;

import io.keelson.problem.Problem;
import java.util.List;

/** What is said when a change has cut the node off. Pure. */
final class NetworkLoss {

  private static final int MOST_NAMED = 5;

  private NetworkLoss() {}

  /**
   * @param keys those that may be to blame
   * @param server where the API server is
   * @param again whether it was reached once more after the change had been taken back
   */
  static Problem takenBack(List<String> keys, String server, boolean again) {
    return problem(
        keys,
        server,
        again
            ? "all of the call was taken back, and the node reaches it again: give a value that leaves the node its network, or leave the key out. It is not tried again until the MyKind changes"
            : "all of the call was taken back; the node does not reach it since either, so something else may be to blame: look at the node's network, then change the MyKind to have it tried again");
  }

  /** What could not be taken back is told beside it. */
  static Problem notTakenBack(List<String> keys, String server) {
    return problem(keys, server, "the call was to be taken back, and not all of it could be");
  }

  private static Problem problem(List<String> keys, String server, String then) {
    return new Problem(
        NETWORK_LOST,
        "",
        keys.size() == 1 ? keys.getFirst() : "",
        "%s: with this change the node could not reach the API server (%s) for %d s: %s"
            .formatted(named(keys), server, Lifeline.AFTER.toSeconds(), then));
  }

  /** Why a key is not given back. */
  static Problem left(String key) {
    return new Problem(
        NETWORK_LOST,
        "",
        key,
        key
            + ": given back what was there before, the node could not reach the API server: it is left as Keelson has set it, with its line in sysctl.d, and held for nobody");
  }

  private static String named(List<String> keys) {
    String first = String.join(", ", keys.subList(0, Math.min(keys.size(), MOST_NAMED)));
    return keys.size() > MOST_NAMED ? first + " and others" : first;
  }
}
