package io.keelson.controller.converge;

import static io.keelson.problem.ProblemCode.EPOCH_FENCED;

import io.keelson.controller.agents.AgentClient;
import io.keelson.controller.agents.StateAnswer;
import io.keelson.controller.lead.Mandate;
import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.World;
import io.keelson.controller.tell.NodeEvents;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an agent what it holds, and finds out whether it may be given orders. For any thread. */
final class Inquiry {

  private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

  private static final String EPOCH_INCREDIBLE = "EpochIncredible";
  private static final String AGENT_TROUBLED = "AgentTroubled";

  /** What came of it; what the agent said is in the ledger. */
  sealed interface Found {

    /**
     * It may be given orders.
     *
     * @param news whether something is another way than it was known
     */
    record Ready(boolean news) implements Found {}

    /** It does not answer. */
    record Silent(String why) implements Found {}

    /** It may not be given orders now. */
    record NotNow(boolean news) implements Found {}

    /** The answer is that of another machine or address than the node has by now. */
    record Elsewhere() implements Found {}
  }

  private final Cluster cluster;
  private final Ledger ledger;
  private final AgentClient agents;
  private final Mandate mandate;
  private final NodeEvents events;
  private final Executor executor;
  private final Clock clock;

  Inquiry(
      Cluster cluster,
      Ledger ledger,
      AgentClient agents,
      Mandate mandate,
      NodeEvents events,
      Executor executor,
      Clock clock) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.agents = agents;
    this.mandate = mandate;
    this.events = events;
    this.executor = executor;
    this.clock = clock;
  }

  CompletionStage<Found> ask(Node node) {
    return agents.state(node).thenComposeAsync(answer -> heard(node, answer), executor);
  }

  private CompletionStage<Found> heard(Node asked, StateAnswer answer) {
    if (cluster.isElsewhere(asked)) {
      return CompletableFuture.completedFuture(new Found.Elsewhere());
    }
    return switch (answer) {
      case StateAnswer.Known known -> compare(asked, known.state());
      case StateAnswer.Silent silent ->
          CompletableFuture.completedFuture(new Found.Silent(silent.why()));
      case StateAnswer.Wrong wrong ->
          CompletableFuture.completedFuture(
              new Found.NotNow(ledger.faulty(asked.name(), wrong.problem())));
    };
  }

  /**
   * An agent that obeys our own number although we have ordered nothing has it from somebody else:
   * the counter was set back, as by a restore, and has come to the same number again.
   */
  private CompletionStage<Found> compare(Node asked, AgentState state) {
    long ours = mandate.epoch().orElse(0);
    if (state.epoch() < ours || (state.epoch() == ours && ledger.hasOrdered(asked.name(), ours))) {
      return CompletableFuture.completedFuture(stands(asked, state, Mandate.Standing.ABOVE));
    }
    return mandate
        .outrank(state.epoch())
        .thenApplyAsync(standing -> stands(asked, state, standing), executor);
  }

  private Found stands(Node asked, AgentState state, Mandate.Standing standing) {
    return switch (standing) {
      case ABOVE -> {
        boolean news = ledger.meet(asked.name(), withKnownOwners(state), clock.instant());
        tell(asked, state.troubles());
        yield new Found.Ready(news);
      }
      case INCREDIBLE -> {
        Problem problem = incredible(state.epoch());
        boolean news = ledger.faulty(asked.name(), problem);
        if (news) {
          LOG.error("node {}: {}", asked.name(), problem.message());
          events.warn(asked, EPOCH_INCREDIBLE, problem.message());
        }
        yield new Found.NotNow(news);
      }
      case UNKNOWN -> new Found.NotNow(false);
    };
  }

  /** One text for each MyKind, not one for each node: there may be thousands of nodes. */
  private AgentState withKnownOwners(AgentState said) {
    World world = cluster.snapshot();
    List<AgentState.Held> held =
        said.held().stream()
            .map(
                one -> {
                  Declaration known = world.declaration(one.owner().uid());
                  return known == null
                      ? one
                      : new AgentState.Held(
                          known.kind().owner(),
                          one.api().intern(),
                          one.generation(),
                          one.digest(),
                          one.drifts());
                })
            .toList();
    return said.with(said.troubles(), held);
  }

  private static Problem incredible(long epoch) {
    return Problem.of(
        EPOCH_FENCED,
        "",
        "its agent obeys epoch %d and later, far above any that a controller has had: its record"
                .formatted(epoch)
            + " of it (/var/lib/keelson/epoch) is damaged, or somebody else speaks for it");
  }

  private void tell(Node node, List<AgentState.Trouble> troubles) {
    for (AgentState.Trouble trouble : ledger.troubled(node.name(), troubles)) {
      String text = Problem.printable(trouble.code()) + ": " + Problem.printable(trouble.message());
      LOG.warn("node {}: {}", node.name(), text);
      events.warn(node, AGENT_TROUBLED, text);
    }
  }
}
