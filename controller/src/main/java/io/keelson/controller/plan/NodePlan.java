package io.keelson.controller.plan;

import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.wire.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one node should be told: first the releases, so that another owner can take over, then the
 * calls.
 *
 * @param releases what it is to give back
 * @param intents one for each MyKind that is for this node, the oldest first
 * @param strangers for whom it holds something although nobody knows them
 */
public record NodePlan(
    String node, List<Release> releases, List<Intent> intents, List<Owner> strangers) {

  public NodePlan {
    releases = List.copyOf(releases);
    intents = List.copyOf(intents);
    strangers = List.copyOf(strangers);
  }

  /**
   * The plan of a node; empty when there is no such node.
   *
   * @param held what it may hold
   */
  public static NodePlan of(World world, String name, List<Holding> held, Gone gone) {
    Node node = world.node(name);
    if (node == null) {
      return new NodePlan(name, List.of(), List.of(), List.of());
    }
    List<Intent> intents = intents(world, node);
    Map<String, Intent> byUid =
        intents.stream().collect(Collectors.toMap(one -> one.kind().uid(), one -> one));
    Releases releases = new Releases(world, node, byUid, gone);
    held.forEach(releases::look);
    return new NodePlan(name, releases.releases(), intents, releases.strangers());
  }

  /** Of a node that holds nothing. */
  public static NodePlan of(World world, String name) {
    return of(world, name, List.of(), Gone.NOBODY);
  }

  private static List<Intent> intents(World world, Node node) {
    Conflicts conflicts = new Conflicts();
    List<Intent> intents = new ArrayList<>();
    for (Declaration declaration : world.declarations()) {
      if (declaration instanceof Declaration.Valid valid && valid.selection().includes(node)) {
        Intent intent = decide(world, valid, node, conflicts);
        // A paused one sends nothing, but still owns what it has put there.
        boolean paused = valid.spec().paused() || world.retreat() != null;
        intents.add(paused ? new Intent.Paused(valid.kind(), intent) : intent);
      }
    }
    return intents;
  }

  private static Intent decide(
      World world, Declaration.Valid valid, Node node, Conflicts conflicts) {
    Intent wanted = valid.on(node);
    if (!(wanted instanceof Intent.Call own)) {
      return wanted;
    }
    Intent.Call call = own.inTheNameOf(world.askerOf(valid));
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
