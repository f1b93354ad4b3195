package io.keelson.controller.plan;

import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import java.util.ArrayList;
import java.util.List;

/**
 * What one node should be asked for.
 *
 * @param intents one for each MyKind that is for this node, the oldest first
 */
public record NodePlan(String node, List<Intent> intents) {

  public NodePlan {
    intents = List.copyOf(intents);
  }

  /** The plan of a node; empty when there is no such node. */
  public static NodePlan of(World world, String name) {
    Node node = world.node(name);
    if (node == null) {
      return new NodePlan(name, List.of());
    }
    Conflicts conflicts = new Conflicts();
    List<Intent> intents = new ArrayList<>();
    for (Declaration declaration : world.declarations()) {
      if (declaration instanceof Declaration.Valid valid && valid.selection().includes(node)) {
        Intent intent = decide(world, valid, node, conflicts);
        // A paused one sends nothing, but still owns what it has put there.
        intents.add(valid.spec().paused() ? new Intent.Paused(valid.kind(), intent) : intent);
      }
    }
    return new NodePlan(name, intents);
  }

  private static Intent decide(
      World world, Declaration.Valid valid, Node node, Conflicts conflicts) {
    Intent wanted = valid.on(node);
    if (!(wanted instanceof Intent.Call call)) {
      return wanted;
    }
    if (valid.mode() == Mode.READ) {
      return call;
    }
    List<Problem> refusals =
        world.policy().check(call.wanted().settings(), valid.kind().owner().namespace(), node);
    if (!refusals.isEmpty()) {
      return new Intent.Refused(valid.kind(), refusals);
    }
    if (valid.api() == Api.HOSTNAME) {
      var taken = world.hostnames().conflict(call, node);
      if (taken.isPresent()) {
        return new Intent.Refused(valid.kind(), List.of(taken.get()));
      }
    }
    return conflicts
        .claim(call)
        .<Intent>map(problem -> new Intent.Conflict(valid.kind(), problem))
        .orElse(call);
  }
}
