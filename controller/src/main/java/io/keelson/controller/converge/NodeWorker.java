package io.keelson.controller.converge;

import static io.keelson.problem.ProblemCode.EPOCH_FENCED;
import static io.keelson.problem.ProblemCode.FINALIZER_MISSING;

import io.keelson.controller.agents.AgentClient;
import io.keelson.controller.lead.Mandate;
import io.keelson.controller.plan.Gone;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.plan.Release;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.plan.World;
import io.keelson.controller.queue.NodeQueue;
import io.keelson.controller.queue.NodeQueue.Verdict;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one node what the newest world wants: asks the agent what it holds when that is not known,
 * then makes the releases and calls that are due, one after the other, looking at the world again
 * before each.
 */
final class NodeWorker implements NodeQueue.Work {

  private static final Logger LOG = LoggerFactory.getLogger(NodeWorker.class);

  private final Cluster cluster;
  private final Ledger ledger;
  private final Inquiry inquiry;
  private final Guards guards;
  private final KeptAsFound keptAsFound;
  private final AgentClient agents;
  private final Mandate mandate;
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
      Inquiry inquiry,
      Guards guards,
      KeptAsFound keptAsFound,
      AgentClient agents,
      Mandate mandate,
      Executor executor,
      Consumer<String> touch,
      Telemetry telemetry,
      Clock clock) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.inquiry = inquiry;
    this.guards = guards;
    this.keptAsFound = keptAsFound;
    this.agents = agents;
    this.mandate = mandate;
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

    /**
     * What is tried once in a run.
     *
     * @param what digest of a call, or the release
     */
    private record Attempt(String uid, long generation, Object what) {

      static Attempt of(Intent.Call call) {
        return new Attempt(call.kind().uid(), call.kind().generation(), call.wanted().digest());
      }

      static Attempt of(Release release) {
        return new Attempt(release.owner().uid(), release.generation(), release);
      }
    }

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
      inquiry
          .ask(node)
          .whenCompleteAsync((found, fault) -> guard(fault, () -> asked(found)), executor);
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

    /** Each agent is asked each half minute: when all is as it was, no status is made anew. */
    private void asked(Inquiry.Found found) {
      switch (found) {
        case Inquiry.Found.Ready ready -> {
          if (ready.news()) {
            touchAll();
          }
          goOn();
        }
        case Inquiry.Found.Silent silent -> {
          offline(silent.why());
          done.accept(Verdict.RETRY);
        }
        case Inquiry.Found.NotNow notNow -> {
          if (notNow.news()) {
            touchAll();
          }
          done.accept(Verdict.RETRY);
        }
        // Its change woke the node.
        case Inquiry.Found.Elsewhere elsewhere -> done.accept(Verdict.DONE);
      }
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
      World world = cluster.snapshot();
      NodePlan plan = plan(world);
      ledger.keepOnly(name, concerned(world, plan));
      Intent.Call due = due(plan);
      Release release = due(plan.releases());
      if (release != null) {
        release(node, release);
      } else if (due != null) {
        guardAndSend(node, due);
      } else {
        done.accept(failed ? Verdict.RETRY : Verdict.DONE);
      }
    }

    private NodePlan plan(World world) {
      return NodePlan.of(world, name, ledger.holdings(name), Gone.NOBODY);
    }

    private Set<String> concerned(World world, NodePlan plan) {
      Set<String> uids = new HashSet<>(world.leaving());
      plan.intents().forEach(one -> uids.add(one.kind().uid()));
      return uids;
    }

    private @Nullable Release due(List<Release> releases) {
      return releases.stream()
          .filter(one -> !attempts.contains(Attempt.of(one)))
          .findFirst()
          .orElse(null);
    }

    private Intent.@Nullable Call due(NodePlan plan) {
      Intent.Call due = null;
      for (Intent intent : plan.intents()) {
        Intent.Call call = settle(intent);
        if (due == null && call != null) {
          due = call;
        }
      }
      return due;
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
            guardLater(call);
            yield null;
          }
          yield attempts.contains(Attempt.of(call)) ? null : call;
        }
      };
    }

    /** One that was applied by a version without finalizers gets its own now. */
    private void guardLater(Intent.Call call) {
      if (call.wanted().mode() == Mode.APPLY && !guards.isThere(call.kind().uid())) {
        guards.put(call.kind());
      }
    }

    /** Before the first change of a node: what nobody would give back must not be set. */
    private void guardAndSend(Node node, Intent.Call call) {
      if (call.wanted().mode() != Mode.APPLY || guards.isThere(call.kind().uid())) {
        send(node, call);
        return;
      }
      guards
          .put(call.kind())
          .whenCompleteAsync((put, fault) -> guard(fault, () -> guarded(call, put)), executor);
    }

    private void guarded(Intent.Call call, Finalizers.Put put) {
      switch (put) {
        case Finalizers.Put.Done there -> {}
        // The watch will tell what has become of it.
        case Finalizers.Put.Gone gone -> attempts.add(Attempt.of(call));
        case Finalizers.Put.Failed why -> {
          attempts.add(Attempt.of(call));
          failed = true;
          Outcome outcome = Outcome.Failed.of(unguarded(why.why()));
          touchIf(ledger.withheld(name, call.kind(), outcome), call.kind());
        }
      }
      goOn();
    }

    private Problem unguarded(String why) {
      return Problem.of(
          FINALIZER_MISSING,
          "",
          "nothing was sent, since the finalizer "
              + Finalizers.NAME
              + " cannot be put on it: "
              + why);
    }

    private void send(Node node, Intent.Call call) {
      order(
          node,
          Attempt.of(call),
          epoch -> agents.send(node, call, ledger.order(name, call, epoch)),
          outcome -> {
            ledger.record(name, call.kind(), call.wanted(), outcome);
            keptAsFound.add(call.kind().owner(), name, outcome.remarks().kept());
          });
    }

    private void release(Node node, Release release) {
      order(
          node,
          Attempt.of(release),
          epoch -> agents.release(node, release, ledger.order(name, release, epoch)),
          outcome -> {
            ledger.released(name, release, outcome);
            keptAsFound.add(release.owner(), name, outcome.remarks().kept());
          });
    }

    private void order(
        Node node,
        Attempt attempt,
        LongFunction<CompletionStage<Outcome>> sending,
        Consumer<Outcome> recording) {
      OptionalLong epoch = mandate.epoch();
      if (epoch.isEmpty()) {
        done.accept(Verdict.RETRY);
        return;
      }
      attempts.add(attempt);
      long begin = System.nanoTime();
      sending
          .apply(epoch.getAsLong())
          .whenCompleteAsync(
              (outcome, fault) ->
                  guard(
                      fault,
                      () -> {
                        telemetry.called(
                            outcome.word(), Duration.ofNanos(System.nanoTime() - begin));
                        answered(node, attempt, outcome, recording);
                      }),
              executor);
    }

    private void answered(
        Node asked, Attempt attempt, Outcome outcome, Consumer<Outcome> recording) {
      if (cluster.isElsewhere(asked)) {
        done.accept(Verdict.DONE);
        return;
      }
      if (outcome instanceof Outcome.Offline gone) {
        offline(gone.why());
        done.accept(Verdict.RETRY);
        return;
      }
      recording.accept(outcome);
      if (isFenced(outcome) && !fenced) {
        // Its state says which epoch it obeys; ours goes above it if we still lead.
        fenced = true;
        attempts.remove(attempt);
        ask(asked);
        return;
      }
      touch.accept(attempt.uid);
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
      World world = cluster.snapshot();
      concerned(world, plan(world)).forEach(touch);
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
