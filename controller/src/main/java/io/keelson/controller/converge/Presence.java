package io.keelson.controller.converge;

import io.keelson.problem.Problem;
import java.time.Instant;

/** Whether a node's agent can be talked to. */
sealed interface Presence {

  /** It answered. */
  record Online() implements Presence {}

  /** The node is not Ready, or nobody answers. */
  record Offline(Instant since, String why) implements Presence {}

  /** Somebody answers, but not as the node's agent should. */
  record Faulty(Problem problem) implements Presence {}
}
