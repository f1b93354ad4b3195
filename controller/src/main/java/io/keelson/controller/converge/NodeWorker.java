package io.keelson.controller.converge;

import io.keelson.controller.agents.AgentClient;
import io.keelson.controller.depart.Guards;
import io.keelson.controller.depart.Orphans;
import io.keelson.controller.lead.Mandate;
import io.keelson.controller.queue.NodeQueue;
import io.keelson.controller.queue.NodeQueue.Verdict;
import io.keelson.controller.tell.GatheredEvents;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Makes nodes what the newest world wants: see {@link NodeRun}. For any thread. */
final class NodeWorker implements NodeQueue.Work {

  /**
   * What it works with.
   *
   * @param executor runs what follows an answer, so that the client's threads do no planning
   * @param touch told the uid of each MyKind about which something new is known
   */
  record Tools(
      Cluster cluster,
      Ledger ledger,
      Inquiry inquiry,
      Guards guards,
      Orphans orphans,
      GatheredEvents events,
      AgentClient agents,
      Mandate mandate,
      Executor executor,
      Consumer<String> touch,
      Telemetry telemetry,
      Clock clock) {}

  private final Tools tools;

  NodeWorker(Tools tools) {
    this.tools = tools;
  }

  @Override
  public void start(String node, Consumer<Verdict> done) {
    new NodeRun(tools, node, done).begin();
  }
}
