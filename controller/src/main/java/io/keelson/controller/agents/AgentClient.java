package io.keelson.controller.agents;

import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Release;
import io.keelson.controller.status.Outcome;
import java.util.concurrent.CompletionStage;

/** Calls one node's agent. Stages never fail: what went wrong is a value. For any thread. */
public interface AgentClient {

  /** Asks the node to do or to read what the call wants. */
  CompletionStage<Outcome> send(Node node, Intent.Call call, Order order);

  /** Has the node give back what it holds for an owner; never Applied, Unchanged or Planned. */
  CompletionStage<Outcome> release(Node node, Release release, Order order);

  /** Asks who the agent is and what it holds. */
  CompletionStage<StateAnswer> state(Node node);
}
