package io.keelson.agent.http;

import io.javalin.http.Context;
import io.keelson.agent.record.Entry.Slot;
import io.keelson.agent.record.Fence;
import io.keelson.agent.record.HostRecord;
import io.keelson.agent.trust.Enrolment;
import io.keelson.policy.LivePolicy;
import io.keelson.trust.ReloadableTls;
import io.keelson.wire.AgentState;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.AgentState.Trouble;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code GET /v1/state}: who this agent is and what it holds. */
record StateHandler(
    String node,
    String instance,
    String bootId,
    String version,
    HostRecord record,
    Supplier<Map<Slot, Drift>> drifts,
    Fence fence,
    ReloadableTls tls,
    LivePolicy policy,
    Supplier<List<Trouble>> troubles) {

  void handle(Context ctx) {
    Lane.answer(
        ctx,
        new AgentState(
            node,
            instance,
            bootId,
            version,
            fence.epoch(),
            Enrolment.trust(tls),
            policy.digest(),
            troubles.get(),
            record.held(drifts.get())));
  }
}
