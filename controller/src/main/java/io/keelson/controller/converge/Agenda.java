package io.keelson.controller.converge;

import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.plan.Release;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.plan.World;
import io.keelson.controller.status.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is due on one node by the newest plan, in one run of its worker: each thing is tried once.
 * Not for several threads.
 */
final class Agenda {

  /**
   * What is tried once.
   *
   * @param what digest of a call, or the release
   */
  record Attempt(String uid, long generation, Object what) {

    static Attempt of(Intent.Call call) {
      return new Attempt(call.kind().uid(), call.kind().generation(), call.wanted().digest());
    }

    static Attempt of(Release release) {
      return new Attempt(release.owner().uid(), release.generation(), release);
    }
  }

  /** What is to be done next. */
  sealed interface Due {

    record Give(Release release) implements Due {}

    record Make(Intent.Call call) implements Due {}

    record Nothing() implements Due {}
  }

  private final NodeWorker.Tools tools;
  private final String node;
  private final Set<Attempt> attempts = new HashSet<>();

  Agenda(NodeWorker.Tools tools, String node) {
    this.tools = tools;
    this.node = node;
  }

  void tried(Attempt attempt) {
    attempts.add(attempt);
  }

  void mayTryAgain(Attempt attempt) {
    attempts.remove(attempt);
  }

  /** The MyKinds that have to do with the node. */
  Set<String> concerned() {
    World world = tools.cluster().snapshot();
    return concerned(world, plan(world));
  }

  private static Set<String> concerned(World world, NodePlan plan) {
    Set<String> uids = new HashSet<>(world.leaving());
    plan.intents().forEach(one -> uids.add(one.kind().uid()));
    return uids;
  }

  private NodePlan plan(World world) {
    return NodePlan.of(world, node, tools.ledger().holdings(node), tools.orphans().gone());
  }

  /** Looks at the world; what needs nothing to be sent is settled. */
  Due next() {
    World world = tools.cluster().snapshot();
    NodePlan plan = plan(world);
    tools.ledger().keepOnly(node, concerned(world, plan));
    if (!plan.strangers().isEmpty()) {
      tools.orphans().found(plan.strangers());
    }
    Intent.Call call = due(plan);
    Release release = due(plan.releases());
    if (release != null) {
      return new Due.Give(release);
    }
    return call == null ? new Due.Nothing() : new Due.Make(call);
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
        withhold(kind, new Outcome.Refused(refused.problems()));
        yield null;
      }
      case Intent.Conflict conflict -> {
        withhold(kind, new Outcome.Conflict(List.of(conflict.problem())));
        yield null;
      }
      case Intent.Paused paused -> {
        if (paused.otherwise() instanceof Intent.Call call
            && tools.ledger().isSettled(node, call)) {
          confirm(kind);
        }
        yield null;
      }
      case Intent.Call call -> {
        if (isCurrent(call)) {
          confirm(kind);
          guardLater(call);
          yield null;
        }
        yield attempts.contains(Attempt.of(call)) ? null : call;
      }
    };
  }

  void withhold(MyKind kind, Outcome outcome) {
    touchIf(tools.ledger().withheld(node, kind, outcome), kind);
  }

  private boolean isCurrent(Intent.Call call) {
    return tools.ledger().isCurrent(node, call);
  }

  private void confirm(MyKind kind) {
    touchIf(tools.ledger().confirm(node, kind), kind);
  }

  private void touchIf(boolean news, MyKind kind) {
    if (news) {
      tools.touch().accept(kind.uid());
    }
  }

  /** One that was applied by a version without finalizers gets its own now. */
  private void guardLater(Intent.Call call) {
    if (call.wanted().mode() == Mode.APPLY && !tools.guards().isThere(call.kind().uid())) {
      tools.guards().put(call.kind());
    }
  }
}
