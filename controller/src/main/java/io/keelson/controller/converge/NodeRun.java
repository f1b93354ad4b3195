package io.keelson.controller.converge;

import static io.keelson.problem.ProblemCode.EPOCH_FENCED;
import static io.keelson.problem.ProblemCode.FINALIZER_MISSING;
import static io.keelson.problem.ProblemCode.HOSTNAME_THROTTLED;

import io.keelson.controller.converge.Agenda.Attempt;
import io.keelson.controller.depart.Finalizers;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Release;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.queue.NodeQueue.Verdict;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run for one node: asks the agent what it holds when that is not known, then makes the
 * releases and calls that are due, one after the other, looking at the world again before each. Its
 * steps never overlap.
 */
final class NodeRun {

  private static final Logger LOG = LoggerFactory.getLogger(NodeRun.class);

  private final NodeWorker.Tools tools;
  private final String name;
  private final Consumer<Verdict> done;
  private final Agenda agenda;
  private boolean failed;
  private boolean tooSoon;
  private boolean fenced;

  NodeRun(NodeWorker.Tools tools, String name, Consumer<Verdict> done) {
    this.tools = tools;
    this.name = name;
    this.done = done;
    this.agenda = new Agenda(tools, name);
  }

  void begin() {
    Node node = callable();
    if (node == null) {
      done.accept(Verdict.DONE);
    } else if (tools.ledger().needsState(name)) {
      ask(node);
    } else {
      next(node);
    }
  }

  private void ask(Node node) {
    tools
        .inquiry()
        .ask(node)
        .whenCompleteAsync((found, fault) -> guard(fault, () -> asked(found)), tools.executor());
  }

  /** The node when it may be called; null, and the ledger knows why, when not. */
  private @Nullable Node callable() {
    Node node = tools.cluster().node(name);
    if (node == null) {
      tools.ledger().forget(name);
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
    switch (agenda.next()) {
      case Agenda.Due.Give give -> release(node, give.release());
      case Agenda.Due.Make make -> guardAndSend(node, make.call());
      case Agenda.Due.Nothing nothing -> done.accept(verdict());
    }
  }

  private Verdict verdict() {
    if (failed) {
      return Verdict.RETRY;
    }
    return tooSoon ? Verdict.SOON : Verdict.DONE;
  }

  /** Before the first change of a node: what nobody would give back must not be set. */
  private void guardAndSend(Node node, Intent.Call call) {
    if (call.wanted().mode() != Mode.APPLY || tools.guards().isThere(call.kind().uid())) {
      send(node, call);
      return;
    }
    tools
        .guards()
        .put(call.kind())
        .whenCompleteAsync(
            (put, fault) -> guard(fault, () -> guarded(call, put)), tools.executor());
  }

  private void guarded(Intent.Call call, Finalizers.Put put) {
    switch (put) {
      case Finalizers.Put.Done there -> {}
      // The watch will tell what has become of it.
      case Finalizers.Put.Gone gone -> agenda.tried(Attempt.of(call));
      case Finalizers.Put.Failed why -> {
        agenda.tried(Attempt.of(call));
        failed = true;
        agenda.withhold(call.kind(), Outcome.Failed.of(unguarded(why.why())));
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
        epoch -> tools.agents().send(node, call, tools.ledger().order(name, call, epoch)),
        outcome -> {
          tools.ledger().record(name, call.kind(), call.wanted(), outcome);
          tools.events().keptAsFound(call.kind().owner(), name, outcome.remarks().kept());
        });
  }

  private void release(Node node, Release release) {
    order(
        node,
        Attempt.of(release),
        epoch -> tools.agents().release(node, release, tools.ledger().order(name, release, epoch)),
        outcome -> released(release, outcome));
  }

  private void released(Release release, Outcome outcome) {
    tools.ledger().released(name, release, outcome);
    tools.events().keptAsFound(release.owner(), name, outcome.remarks().kept());
    if (outcome.isReleased() && tools.cluster().declaration(release.owner().uid()) == null) {
      tools.events().orphanReverted(release.owner(), name, release.keep());
    }
  }

  private void order(
      Node node,
      Attempt attempt,
      LongFunction<CompletionStage<Outcome>> sending,
      Consumer<Outcome> recording) {
    OptionalLong epoch = tools.mandate().epoch();
    if (epoch.isEmpty()) {
      done.accept(Verdict.RETRY);
      return;
    }
    agenda.tried(attempt);
    long begin = System.nanoTime();
    sending
        .apply(epoch.getAsLong())
        .whenCompleteAsync(
            (outcome, fault) ->
                guard(
                    fault,
                    () -> {
                      tools
                          .telemetry()
                          .called(outcome.word(), Duration.ofNanos(System.nanoTime() - begin));
                      answered(node, attempt, outcome, recording);
                    }),
            tools.executor());
  }

  private void answered(Node asked, Attempt attempt, Outcome outcome, Consumer<Outcome> recording) {
    if (tools.cluster().isElsewhere(asked)) {
      done.accept(Verdict.DONE);
      return;
    }
    if (outcome instanceof Outcome.Offline gone) {
      offline(gone.why());
      done.accept(Verdict.RETRY);
      return;
    }
    recording.accept(outcome);
    if (has(outcome, EPOCH_FENCED) && !fenced) {
      // Its state says which epoch it obeys; ours goes above it if we still lead.
      fenced = true;
      agenda.mayTryAgain(attempt);
      ask(asked);
      return;
    }
    tools.touch().accept(attempt.uid());
    if (has(outcome, HOSTNAME_THROTTLED)) {
      tooSoon = true;
    } else {
      failed |= outcome instanceof Outcome.Failed || outcome instanceof Outcome.Conflict;
    }
    goOn();
  }

  private static boolean has(Outcome outcome, String code) {
    return outcome instanceof Outcome.Failed refused
        && refused.problems().stream().anyMatch(one -> one.code().equals(code));
  }

  private void offline(String why) {
    // It is told again and again; only the first time is news.
    if (tools.ledger().offline(name, tools.clock().instant(), why)) {
      LOG.info("node {} is offline: {}", name, why);
      touchAll();
    }
  }

  private void touchAll() {
    agenda.concerned().forEach(tools.touch());
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
