package io.keelson.controller.enrol;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Asks the API server about tokens and pods. Holds no thread until it answers. */
public interface TokenReviewer {

  /** What came of asking about a token. */
  sealed interface Review {

    /**
     * The API server knows it. This alone allows nothing.
     *
     * @param extra more about the user, such as the pod that the token is bound to
     */
    record Known(String username, List<String> audiences, Map<String, List<String>> extra)
        implements Review {}

    /** The API server does not know it, or not for this audience. */
    record Unknown(String why) implements Review {}

    /** The API server could not be asked. */
    record Unanswered(String why) implements Review {}
  }

  /** What came of asking for a pod. */
  sealed interface Pod {

    /**
     * It is there.
     *
     * @param node empty while it has none
     * @param ended whether it has run to its end
     */
    record Found(String uid, String node, boolean ended) implements Pod {}

    record Missing() implements Pod {}

    /** The API server could not be asked. */
    record Unanswered(String why) implements Pod {}
  }

  CompletionStage<Review> review(String token, String audience);

  /** A pod of our own namespace. */
  CompletionStage<Pod> pod(String name);
}
