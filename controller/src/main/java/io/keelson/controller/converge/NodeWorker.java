package io.keelson.controller.converge;

import static io.keelson.problem.ProblemCode.EPOCH_FENCED;

import io.keelson.controller.agents.AgentClient;
import io.keelson.controller.agents.StateAnswer;
import io.keelson.controller.lead.Mandate;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.queue.NodeQueue;
import io.keelson.controller.queue.NodeQueue.Verdict;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one node what the newest world wants: asks the agent what it holds when that is not known,
 * then makes the calls that are due, one after the other, looking at the world again before each.
 */
final class NodeWorker implements NodeQueue.Work {

  private static final Logger LOG = LoggerFactory.getLogger(NodeWorker.class);

  private static final String EPOCH_INCREDIBLE = "EpochIncredible";
  private static final String AGENT_TROUBLED = "AgentTroubled";

  private final Cluster cluster;
  private final Ledger ledger;
  private final AgentClient agents;
  private final Mandate mandate;
  private final NodeEvents events;
  private final Executor executor;
  private final Consumer<String> touch;
  private final Telemetry telemetry;
  private final Clock clock;

  /**
   * A worker.
   *
   * @param executor runs what follows an answer, so that the client's threads do no planning
   * @param touch told the uid of each MyKind about which something new is known
   */
  NodeWorker(
      Cluster cluster,
      Ledger ledger,
      AgentClient agents,
      Mandate mandate,
      NodeEvents events,
      Executor executor,
      Consumer<String> touch,
      Telemetry telemetry,
      Clock clock) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.agents = agents;
    this.mandate = mandate;
    this.events = events;
    this.executor = executor;
    this.touch = touch;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  @Override
  public void start(String node, Consumer<Verdict> done) {
    new Run(node, done).begin();
  }

  /** One run; its steps never overlap. */
  private final class Run {

    private record Attempt(String uid, long generation, String digest) {}

    private final String name;
    private final Consumer<Verdict> done;
    private final Set<Attempt> attempts = new HashSet<>();
    private boolean failed;
    private boolean fenced;

    Run(String name, Consumer<Verdict> done) {
      this.name = name;
      this.done = done;
    }

    void begin() {
      Node node = callable();
      if (node == null) {
        done.accept(Verdict.DONE);
      } else if (ledger.needsState(name)) {
        ask(node);
      } else {
        next(node);
      }
    }

    private void ask(Node node) {
      agents
          .state(node)
          .whenCompleteAsync((answer, fault) -> guard(fault, () -> met(node, answer)), executor);
    }

    /** The node when it may be called; null, and the ledger knows why, when not. */
    private @Nullable Node callable() {
      Node node = cluster.node(name);
      if (node == null) {
        ledger.forget(name);
        return null;
      }
      if (!node.ready()) {
        offline("the node is not Ready");
        return null;
      }
      return node;
    }

    private void met(Node asked, StateAnswer answer) {
      if (isAnotherPlace(asked)) {
        done.accept(Verdict.DONE);
        return;
      }
      switch (answer) {
        case StateAnswer.Known known -> compare(asked, known.state());
        case StateAnswer.Silent silent -> {
          offline(silent.why());
          done.accept(Verdict.RETRY);
        }
        case StateAnswer.Wrong wrong -> {
          if (ledger.faulty(name, wrong.problem())) {
            touchAll();
          }
          done.accept(Verdict.RETRY);
        }
      }
    }

    /**
     * An agent that obeys our own number although we have ordered nothing has it from somebody
     * else: the counter was set back, as by a restore, and has come to the same number again.
     */
    private void compare(Node asked, AgentState state) {
      long ours = mandate.epoch().orElse(0);
      if (state.epoch() < ours || (state.epoch() == ours && ledger.hasOrdered(name, ours))) {
        stands(asked, state, Mandate.Standing.ABOVE);
      } else {
        mandate
            .outrank(state.epoch())
            .whenCompleteAsync(
                (standing, fault) -> guard(fault, () -> stands(asked, state, standing)), executor);
      }
    }

    private void stands(Node asked, AgentState state, Mandate.Standing standing) {
      switch (standing) {
        case ABOVE -> {
          // Each agent is asked each half minute: when all is as it was, no status is made anew.
          if (ledger.meet(name, state)) {
            touchAll();
          }
          tell(asked, state.troubles());
          goOn();
        }
        case INCREDIBLE -> {
          Problem problem = incredible(state.epoch());
          if (ledger.faulty(name, problem)) {
            LOG.error("node {}: {}", name, problem.message());
            events.warn(asked, EPOCH_INCREDIBLE, problem.message());
            touchAll();
          }
          done.accept(Verdict.RETRY);
        }
        case UNKNOWN -> done.accept(Verdict.RETRY);
      }
    }

    private Problem incredible(long epoch) {
      return Problem.of(
          EPOCH_FENCED,
          "",
          "its agent obeys epoch %d and later, far above any that a controller has had: its record"
                  .formatted(epoch)
              + " of it (/var/lib/keelson/epoch) is damaged, or somebody else speaks for it");
    }

    private void tell(Node node, List<AgentState.Trouble> troubles) {
      for (AgentState.Trouble trouble : ledger.troubled(name, troubles)) {
        LOG.warn(
            "node {}: {} {}",
            name,
            Problem.printable(trouble.code()),
            Problem.printable(trouble.message()));
        events.warn(
            node,
            AGENT_TROUBLED,
            Problem.printable(trouble.code()) + ": " + Problem.printable(trouble.message()));
      }
    }

    /** What was heard from another machine, or at another address; its change woke the node. */
    private boolean isAnotherPlace(Node asked) {
      Node now = cluster.node(name);
      return now != null
          && !(now.uid().equals(asked.uid()) && Objects.equals(now.ip(), asked.ip()));
    }

    private void goOn() {
      Node node = callable();
      if (node == null) {
        done.accept(Verdict.DONE);
      } else {
        next(node);
      }
    }

    private void next(Node node) {
      NodePlan plan = NodePlan.of(cluster.snapshot(), name);
      ledger.keepOnly(
          name, plan.intents().stream().map(one -> one.kind().uid()).collect(Collectors.toSet()));
      Intent.Call due = null;
      for (Intent intent : plan.intents()) {
        Intent.Call call = settle(intent);
        if (due == null && call != null) {
          due = call;
        }
      }
      if (due == null) {
        done.accept(failed ? Verdict.RETRY : Verdict.DONE);
      } else {
        send(node, due);
      }
    }

    /** The call when it must be made now; else the ledger knows what there is to know. */
    private Intent.@Nullable Call settle(Intent intent) {
      MyKind kind = intent.kind();
      return switch (intent) {
        case Intent.Refused refused -> {
          touchIf(ledger.withheld(name, kind, new Outcome.Refused(refused.problems())), kind);
          yield null;
        }
        case Intent.Conflict conflict -> {
          Outcome outcome = new Outcome.Conflict(List.of(conflict.problem()));
          touchIf(ledger.withheld(name, kind, outcome), kind);
          yield null;
        }
        case Intent.Paused paused -> {
          if (paused.otherwise() instanceof Intent.Call call && ledger.isCurrent(name, call)) {
            touchIf(ledger.confirm(name, kind), kind);
          }
          yield null;
        }
        case Intent.Call call -> {
          if (ledger.isCurrent(name, call)) {
            touchIf(ledger.confirm(name, kind), kind);
            yield null;
          }
          yield attempts.contains(attempt(call)) ? null : call;
        }
      };
    }

    private Attempt attempt(Intent.Call call) {
      return new Attempt(call.kind().uid(), call.kind().generation(), call.wanted().digest());
    }

    private void send(Node node, Intent.Call call) {
      OptionalLong epoch = mandate.epoch();
      if (epoch.isEmpty()) {
        done.accept(Verdict.RETRY);
        return;
      }
      attempts.add(attempt(call));
      long begin = System.nanoTime();
      agents
          .send(node, call, ledger.order(name, call, epoch.getAsLong()))
          .whenCompleteAsync(
              (outcome, fault) ->
                  guard(
                      fault,
                      () -> {
                        telemetry.called(
                            outcome.word(), Duration.ofNanos(System.nanoTime() - begin));
                        answered(node, call, outcome);
                      }),
              executor);
    }

    private void answered(Node asked, Intent.Call call, Outcome outcome) {
      if (isAnotherPlace(asked)) {
        done.accept(Verdict.DONE);
        return;
      }
      if (outcome instanceof Outcome.Offline gone) {
        offline(gone.why());
        done.accept(Verdict.RETRY);
        return;
      }
      ledger.record(name, call.kind(), call.wanted(), outcome);
      if (isFenced(outcome) && !fenced) {
        // Its state says which epoch it obeys; ours goes above it if we still lead.
        fenced = true;
        attempts.remove(attempt(call));
        ask(asked);
        return;
      }
      touch.accept(call.kind().uid());
      failed |= outcome instanceof Outcome.Failed || outcome instanceof Outcome.Conflict;
      goOn();
    }

    private boolean isFenced(Outcome outcome) {
      return outcome instanceof Outcome.Failed refused
          && refused.problems().stream().anyMatch(one -> one.code().equals(EPOCH_FENCED));
    }

    private void offline(String why) {
      // It is told again and again; only the first time is news.
      if (ledger.offline(name, clock.instant(), why)) {
        LOG.info("node {} is offline: {}", name, why);
        touchAll();
      }
    }

    private void touchAll() {
      NodePlan.of(cluster.snapshot(), name)
          .intents()
          .forEach(intent -> touch.accept(intent.kind().uid()));
    }

    private void touchIf(boolean news, MyKind kind) {
      if (news) {
        touch.accept(kind.uid());
      }
    }

    /** A fault of ours must end the run, or the node would never be served again. */
    private void guard(@Nullable Throwable fault, Runnable step) {
      try {
        if (fault != null) {
          throw new IllegalStateException(fault);
        }
        step.run();
      } catch (RuntimeException | StackOverflowError | LinkageError e) {
        LOG.error("node {}: unexpected, will be tried again", name, e);
        done.accept(Verdict.RETRY);
      }
    }
  }
}
