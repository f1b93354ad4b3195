package io.keelson.controller.agents;

import io.keelson.problem.Problem;
import io.keelson.wire.AgentState;

/** What came of asking an agent for its state. */
public sealed interface StateAnswer {

  /** It answered. */
  record Known(AgentState state) implements StateAnswer {}

  /** It did not answer. */
  record Silent(String why) implements StateAnswer {}

  /** Something answered that is not the agent that it should be, or not as it should. */
  record Wrong(Problem problem) implements StateAnswer {}
}
