package io.keelson.agent;

import io.keelson.agent.apply.Applier;
import io.keelson.agent.apply.Upkeep;
import io.keelson.agent.audit.Audit;
import io.keelson.agent.host.NodeFacts;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.agent.watch.RepairLog;
import io.keelson.agent.watch.Rounds;
import io.keelson.agent.watch.Watch;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * What keeps the node as it should be, with or without a controller.
 *
 * @param audit open already, unless somebody else writes to it
 */
record Keeper(Applier applier, Audit audit, Watch watch, Rounds rounds) implements AutoCloseable {

  /** How long is between two looks at files, and at sysctls and the host name. */
  record Pauses(Duration files, Duration kernel) {

    /** So that a change is seen within 5 s and 30 s. */
    static final Pauses USUAL = new Pauses(Duration.ofSeconds(3), Duration.ofSeconds(15));
  }

  static Keeper start(
      AgentConfig config, LocalNode local, Audit audit, AgentMetrics metrics, Pauses pauses) {
    Path root = config.hostRoot();
    Applier applier = new Applier(config.node(), local.record(), local.fence(), local.host());
    Watch watch =
        new Watch(
            local.record(),
            () -> local.readiness().obstacle().or(local.recovery()::obstacle),
            local.host(),
            new Upkeep(local.record(), applier, local.host()),
            new RepairLog(audit, metrics),
            new Watch.Pace(System::nanoTime, Clock.systemUTC(), pauses.kernel()),
            NodeFacts.bootId(root));
    return new Keeper(applier, audit, watch, Rounds.start(local.thread(), watch, pauses.files()));
  }

  @Override
  public void close() {
    rounds.close();
  }
}
