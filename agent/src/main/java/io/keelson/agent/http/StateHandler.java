package io.keelson.agent.http;

import io.javalin.http.Context;
import io.keelson.agent.record.HeldRecord;
import io.keelson.wire.AgentState;

/** {@code GET /v1/state}: who this agent is and what it holds. */
record StateHandler(
    String node, String instance, String bootId, String version, HeldRecord record) {

  void handle(Context ctx) {
    Lane.answer(ctx, new AgentState(node, instance, bootId, version, record.all()));
  }
}
