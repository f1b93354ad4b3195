package io.keelson.controller.plan;

import static io.keelson.problem.ProblemCode.SELECTOR_INVALID;

import io.keelson.api.MyKindSpec;
import io.keelson.api.NodeSelector;
import io.keelson.api.NodeSelector.Requirement;
import io.keelson.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a MyKind is for.
 *
 * @param nodes names of those that exist
 * @param unknown names among Workers that no node has
 */
public record Targets(SortedSet<String> nodes, SortedSet<String> unknown) {

  /** The targets among these nodes. */
  public static Targets of(Declaration.Valid declaration, Map<String, Node> nodes) {
    SortedSet<String> unknown = new TreeSet<>(declaration.workers());
    unknown.removeAll(nodes.keySet());
    SortedSet<String> found = new TreeSet<>();
    if (declaration.workers().isEmpty()) {
      nodes.values().stream()
          .filter(node -> include(declaration, node))
          .forEach(node -> found.add(node.name()));
    } else {
      for (String worker : declaration.workers()) {
        Node node = nodes.get(worker);
        if (node != null && include(declaration, node)) {
          found.add(worker);
        }
      }
    }
    return new Targets(found, unknown);
  }

  /** True when the MyKind is for this node. */
  public static boolean include(Declaration.Valid declaration, Node node) {
    MyKindSpec spec = declaration.spec();
    boolean named = declaration.workers().isEmpty() || declaration.workers().contains(node.name());
    boolean kind =
        switch (spec.http().targetType()) {
          case ALL -> true;
          case MASTER -> node.isMaster();
          case WORKER -> !node.isMaster();
        };
    return named && kind && matches(spec.nodeSelector(), node.labels());
  }

  private static boolean matches(@Nullable NodeSelector selector, Map<String, String> labels) {
    return selector == null
        || (selector.matchLabels().entrySet().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
            && selector.matchExpressions().stream().allMatch(one -> matches(one, labels)));
  }

  private static boolean matches(Requirement requirement, Map<String, String> labels) {
    String value = labels.get(requirement.key());
    return switch (requirement.operator()) {
      case IN -> value != null && requirement.values().contains(value);
      case NOT_IN -> value == null || !requirement.values().contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
    };
  }

  /** What is wrong with a spec's selector; the rules are those of a Kubernetes LabelSelector. */
  static List<Problem> checkSelector(MyKindSpec spec) {
    NodeSelector selector = spec.nodeSelector();
    if (selector == null) {
      return List.of();
    }
    List<Problem> problems = new ArrayList<>();
    for (Requirement requirement : selector.matchExpressions()) {
      boolean needsValues =
          switch (requirement.operator()) {
            case IN, NOT_IN -> true;
            case EXISTS, DOES_NOT_EXIST -> false;
          };
      if (needsValues == requirement.values().isEmpty()) {
        problems.add(
            Problem.of(
                SELECTOR_INVALID,
                "NodeSelector.matchExpressions",
                "label "
                    + Problem.printable(requirement.key())
                    + ": In and NotIn need values, Exists and DoesNotExist take none"));
      }
    }
    return problems;
  }
}
