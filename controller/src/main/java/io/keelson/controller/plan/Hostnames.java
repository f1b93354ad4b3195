package io.keelson.controller.plan;

import static io.keelson.problem.ProblemCode.HOSTNAME_CONFLICT;

import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Hostname;
import io.keelson.setting.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who wants which host name for which node. Two nodes of one name would share one Node object once
 * their kubelets restart (kubernetes/kubernetes#37528).
 */
final class Hostnames {

  private record Claim(String node, MyKind kind, boolean dryRun) {}

  private final Set<String> nodes;
  private final Map<String, List<Claim>> byName;

  private Hostnames(Set<String> nodes, Map<String, List<Claim>> byName) {
    this.nodes = nodes;
    this.byName = byName;
  }

  static Hostnames of(World world) {
    Map<String, List<Claim>> byName = new HashMap<>();
    for (Declaration declaration : world.declarations()) {
      if (declaration instanceof Declaration.Valid valid
          && valid.api() == Api.HOSTNAME
          && valid.mode() != Mode.READ) {
        claim(world, valid, byName);
      }
    }
    return new Hostnames(world.nodeNames(), byName);
  }

  private static void claim(World world, Declaration.Valid valid, Map<String, List<Claim>> byName) {
    for (String name : world.targetsOf(valid.selection()).nodes()) {
      Node node = world.node(name);
      if (node != null
          && valid.on(node) instanceof Intent.Call call
          && isAllowed(world, call, node)) {
        byName
            .computeIfAbsent(nameIn(call), unused -> new ArrayList<>())
            .add(new Claim(name, valid.kind(), valid.mode() == Mode.DRY_RUN));
      }
    }
  }

  /** Else whoever may name no node could keep names from those who may. */
  private static boolean isAllowed(World world, Intent.Call call, Node node) {
    return world
        .policy()
        .check(call.wanted().settings(), call.kind().owner().namespace(), node)
        .isEmpty();
  }

  private static String nameIn(Intent.Call call) {
    for (Setting setting : call.wanted().settings()) {
      if (setting instanceof Hostname hostname) {
        return hostname.name();
      }
    }
    throw new IllegalStateException("a checked call for a host name has one");
  }

  /** Why this node must not get the name that the call would give it. */
  Optional<Problem> conflict(Intent.Call call, Node node) {
    String name = nameIn(call);
    if (!name.equals(node.name()) && nodes.contains(name)) {
      return Optional.of(
          problem("\"" + name + "\" is the name of another node: use \"${node.name}\""));
    }
    return byName.getOrDefault(name, List.of()).stream()
        .filter(claim -> !claim.node.equals(node.name()))
        .filter(claim -> winsOver(claim, call))
        .findFirst()
        .map(claim -> problem(taken(name, claim, call.kind())));
  }

  /** Names that the asker has now are free: they would be gone with its next spec. */
  private static boolean winsOver(Claim claim, Intent.Call call) {
    return claim.kind.uid().equals(call.kind().uid())
        || (!claim.dryRun && MyKind.OLDEST_FIRST.compare(claim.kind, call.asker()) < 0);
  }

  private static String taken(String name, Claim claim, MyKind kind) {
    return claim.kind.uid().equals(kind.uid())
        ? "\""
            + name
            + "\" would be the name of more than one node: make it differ by node,"
            + " as in \"${node.name}\""
        : "\""
            + name
            + "\" cannot be this node's name: "
            + claim.kind.title()
            + " gives it to "
            + claim.node;
  }

  private static Problem problem(String why) {
    return new Problem(
        HOSTNAME_CONFLICT, "Parameters[0].Value", Hostname.KEY, Hostname.KEY + ": " + why);
  }
}
