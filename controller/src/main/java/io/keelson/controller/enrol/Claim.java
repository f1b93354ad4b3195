package io.keelson.controller.enrol;

import static io.keelson.problem.ProblemCode.AUTHORITY_UNAVAILABLE;
import static io.keelson.problem.ProblemCode.ENROLMENT_REFUSED;
import static io.keelson.problem.ProblemCode.TOKEN_INVALID;

import io.keelson.controller.enrol.TokenReviewer.Pod;
import io.keelson.controller.enrol.TokenReviewer.Review;
import java.util.List;
import java.util.Map;

/** What a token entitles to. Pure. */
sealed interface Claim {

  String AUDIENCE = "keelson-enrolment";
  String POD_NAME = "authentication.kubernetes.io/pod-name";
  String POD_UID = "authentication.kubernetes.io/pod-uid";
  String NODE_NAME = "authentication.kubernetes.io/node-name";

  /** A certificate for this node. */
  record OfNode(String node) implements Claim {}

  /**
   * A certificate for the node of this pod, when it still is the one that the token is bound to.
   */
  record OfPod(String name, String uid) implements Claim {}

  /** Nothing. */
  record Refused(Refusal refusal) implements Claim {}

  /**
   * Reads what the API server says about a token.
   *
   * @param account the only user that may enrol
   */
  static Claim of(Review review, String account) {
    return switch (review) {
      case Review.Unanswered unanswered -> unanswered(unanswered.why());
      case Review.Unknown unknown -> token("the API server does not accept it", unknown.why());
      case Review.Known known -> of(known, account);
    };
  }

  private static Claim of(Review.Known known, String account) {
    if (!known.audiences().contains(AUDIENCE)) {
      return token("its audience is not " + AUDIENCE, "audiences " + known.audiences());
    }
    if (!known.username().equals(account)) {
      return refused("this account may not enrol", known.username());
    }
    String name = one(known.extra(), POD_NAME);
    String uid = one(known.extra(), POD_UID);
    if (name.isEmpty() || uid.isEmpty()) {
      return token("it is not bound to a pod", known.username());
    }
    String node = one(known.extra(), NODE_NAME);
    return node.isEmpty() ? new OfPod(name, uid) : new OfNode(node);
  }

  /** Where the pod runs that a token is bound to. */
  static Claim of(OfPod claim, Pod pod) {
    return switch (pod) {
      case Pod.Unanswered unanswered -> unanswered(unanswered.why());
      case Pod.Missing missing -> token("its pod is gone", claim.name);
      case Pod.Found found -> {
        if (!found.uid().equals(claim.uid)) {
          yield token("its pod is gone", claim.name + ": another pod has its name");
        }
        if (found.ended()) {
          yield token("its pod has ended", claim.name);
        }
        yield found.node().isEmpty()
            ? refused("its pod runs on no node", claim.name)
            : new OfNode(found.node());
      }
    };
  }

  private static String one(Map<String, List<String>> extra, String key) {
    List<String> values = extra.getOrDefault(key, List.of());
    return values.size() == 1 ? values.getFirst() : "";
  }

  private static Claim token(String why, String detail) {
    return new Refused(new Refusal(401, TOKEN_INVALID, "the token is not good: " + why, detail));
  }

  private static Claim refused(String why, String detail) {
    return new Refused(new Refusal(403, ENROLMENT_REFUSED, why, detail));
  }

  private static Claim unanswered(String why) {
    return new Refused(
        new Refusal(503, AUTHORITY_UNAVAILABLE, "the API server cannot be asked now", why));
  }
}
