package io.keelson.agent.http;

import io.javalin.http.Context;
import io.keelson.agent.apply.Admission;
import io.keelson.agent.apply.Applier;
import io.keelson.agent.apply.Execution;
import io.keelson.agent.apply.Gate;
import io.keelson.agent.apply.Reader;
import io.keelson.agent.apply.Readiness;
import io.keelson.agent.apply.Recovery;
import io.keelson.agent.audit.Audit;
import io.keelson.agent.host.HostThread;
import io.keelson.agent.host.NodeFacts;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.agent.policy.PolicyWatch;
import io.keelson.agent.record.Entry.Slot;
import io.keelson.agent.record.Fence;
import io.keelson.agent.record.HostRecord;
import io.keelson.policy.LivePolicy;
import io.keelson.trust.ReloadableTls;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.AgentState.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * What the routes need.
 *
 * @param tls who we are and whom we believe
 * @param instance random, new with each process
 * @param drifts keys that others changed
 */
public record Handlers(
    String node,
    ReloadableTls tls,
    Supplier<Optional<Trouble>> trustTrouble,
    String instance,
    String bootId,
    String version,
    Admission admission,
    Applier applier,
    Readiness readiness,
    Reader reader,
    NodeFacts facts,
    HostRecord record,
    Supplier<Map<Slot, Drift>> drifts,
    Recovery recovery,
    Fence fence,
    Audit audit,
    LivePolicy policy,
    HostThread thread,
    AgentMetrics metrics) {

  /** Called by the server when an answer is made. */
  void answered(Context ctx, float millis) {
    metrics.answered(
        ctx.method().toString(), ctx.statusCode(), Duration.ofNanos((long) (millis * 1e6)));
  }

  Doorkeeper doorkeeper(Scheduler scheduler) {
    return new Doorkeeper(scheduler, tls, metrics);
  }

  Routes routes(Executor server) {
    Lane lane = new Lane(thread, server);
    return new Routes(
        new ClientCheck(tls),
        new ApplyHandler(
            admission,
            new Execution(new Gate(readiness, recovery, fence), applier, audit),
            new Calls(lane, metrics)),
        new ReadHandler(readiness, reader, lane),
        new StateHandler(
            node, instance, bootId, version, record, drifts, fence, tls, policy, this::troubles),
        new FactsHandler(facts, lane),
        new Errors(metrics, audit));
  }

  /** The next who asks hears what came of it. */
  private void recoverIfNeeded() {
    if (record.isDirty()) {
      var unused = thread.submit(() -> readiness.obstacle().or(recovery::obstacle));
    }
  }

  private List<Trouble> troubles() {
    // The controller asks for the state every half minute.
    audit.catchUp();
    recoverIfNeeded();
    return Stream.concat(
            Stream.of(
                    PolicyWatch.trouble(policy),
                    fence.trouble(),
                    audit.trouble(),
                    trustTrouble.get())
                .flatMap(Optional::stream),
            record.troubles().stream())
        .toList();
  }
}
