package io.keelson.controller.plan;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The nodes that a MyKind is for.
 *
 * @param nodes names of those that exist
 * @param unknown names among Workers that no node has
 */
public record Targets(SortedSet<String> nodes, SortedSet<String> unknown) {

  /** The targets among these nodes. */
  public static Targets of(Selection selection, Map<String, Node> nodes) {
    SortedSet<String> unknown = new TreeSet<>(selection.workers());
    unknown.removeAll(nodes.keySet());
    SortedSet<String> found = new TreeSet<>();
    if (selection.workers().isEmpty()) {
      nodes.values().stream().filter(selection::includes).forEach(node -> found.add(node.name()));
    } else {
      for (String worker : selection.workers()) {
        Node node = nodes.get(worker);
        if (node != null && selection.includes(node)) {
          found.add(worker);
        }
      }
    }
    return new Targets(found, unknown);
  }
}
