package io.keelson.controller.converge;

import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.World;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest MyKinds and nodes; a snapshot is made when one is asked for. For any thread. */
final class Cluster {

  private final Map<String, Declaration> declarations = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private @Nullable World world;

  synchronized World snapshot() {
    World made = world;
    if (made == null) {
      made = new World(declarations, nodes);
      world = made;
    }
    return made;
  }

  /** The declaration that was there before. */
  synchronized @Nullable Declaration put(Declaration declaration) {
    world = null;
    return declarations.put(declaration.kind().uid(), declaration);
  }

  synchronized @Nullable Declaration removeDeclaration(String uid) {
    world = null;
    return declarations.remove(uid);
  }

  /** The node that was there before under this name. */
  synchronized @Nullable Node put(Node node) {
    world = null;
    return nodes.put(node.name(), node);
  }

  synchronized @Nullable Node removeNode(String name) {
    world = null;
    return nodes.remove(name);
  }

  synchronized @Nullable Node node(String name) {
    return nodes.get(name);
  }

  synchronized @Nullable Declaration declaration(String uid) {
    return declarations.get(uid);
  }
}
