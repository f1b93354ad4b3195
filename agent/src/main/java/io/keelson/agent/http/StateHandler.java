package io.keelson.agent.http;

import io.javalin.http.Context;
import io.keelson.agent.record.HeldRecord;
import io.keelson.wire.AgentState;
import java.util.List;

/** {@code GET /v1/state}: who this agent is and what it holds. */
record StateHandler(
    String node, String instance, String bootId, String version, HeldRecord record) {

  void handle(Context ctx) {
    Lane.answer(
        ctx,
        new AgentState(
            node,
            instance,
            bootId,
            version,
            0,
            new AgentState.Trust("", "", ""),
            List.of(),
            record.all()));
  }
}
