package io.keelson.controller.converge;

import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.PolicyCheck;
import io.keelson.controller.plan.Retreat;
import io.keelson.controller.plan.World;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The newest MyKinds and nodes; a snapshot is made when one is asked for. For any thread. */
final class Cluster {

  private final Map<String, Declaration> declarations = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();

  /** The last snapshot; what of it still holds is taken over into the next. */
  private @Nullable World world;

  private PolicyCheck policy = PolicyCheck.LEFT_TO_AGENTS;

  private @Nullable Retreat retreat;

  private boolean otherDeclarations;
  private boolean otherNodes;
  private boolean otherNames;

  synchronized World snapshot() {
    World last = world;
    if (last == null || otherDeclarations) {
      last = new World(declarations, nodes, policy, retreat);
    } else if (otherNodes) {
      last = last.with(nodes, !otherNames);
    }
    world = last;
    otherDeclarations = false;
    otherNodes = false;
    otherNames = false;
    return last;
  }

  synchronized void put(PolicyCheck other) {
    policy = other;
    otherDeclarations = true;
  }

  synchronized @Nullable Retreat retreat() {
    return retreat;
  }

  synchronized void retreat(@Nullable Retreat other) {
    retreat = other;
    otherDeclarations = true;
  }

  /** The declaration that was there before. */
  synchronized @Nullable Declaration put(Declaration declaration) {
    otherDeclarations = true;
    return declarations.put(declaration.kind().uid(), declaration);
  }

  synchronized @Nullable Declaration removeDeclaration(String uid) {
    otherDeclarations = true;
    return declarations.remove(uid);
  }

  /** The node that was there before under this name. */
  synchronized @Nullable Node put(Node node) {
    Node before = nodes.put(node.name(), node);
    // Thousands of heartbeats change nothing of what is kept here.
    otherNodes |= !node.equals(before);
    otherNames |= before == null || !before.namesAs(node);
    return before;
  }

  synchronized @Nullable Node removeNode(String name) {
    otherNodes = true;
    otherNames = true;
    return nodes.remove(name);
  }

  synchronized @Nullable Node node(String name) {
    return nodes.get(name);
  }

  /** What this node says is another machine's by now, or another address's. */
  synchronized boolean isElsewhere(Node asked) {
    Node now = nodes.get(asked.name());
    return now != null && !(now.uid().equals(asked.uid()) && Objects.equals(now.ip(), asked.ip()));
  }

  synchronized @Nullable Declaration declaration(String uid) {
    return declarations.get(uid);
  }
}
