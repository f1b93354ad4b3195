package io.keelson.controller.plan;

import static io.keelson.problem.ProblemCode.SELECTOR_INVALID;

import io.keelson.api.Http.TargetType;
import io.keelson.api.MyKindSpec;
import io.keelson.api.NodeSelector;
import io.keelson.api.NodeSelector.Requirement;
import io.keelson.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes a MyKind is for.
 *
 * @param workers names of the nodes it is for; empty: every node
 */
public record Selection(Set<String> workers, TargetType type, @Nullable NodeSelector selector) {

  static Selection of(MyKindSpec spec) {
    return new Selection(
        spec.workers().stream()
            .map(MyKindSpec.Worker::name)
            .collect(Collectors.toUnmodifiableSet()),
        spec.http().targetType(),
        spec.nodeSelector());
  }

  /** True when the MyKind is for this node. */
  public boolean includes(Node node) {
    boolean named = workers.isEmpty() || workers.contains(node.name());
    boolean typed =
        switch (type) {
          case ALL -> true;
          case MASTER -> node.isMaster();
          case WORKER -> !node.isMaster();
        };
    return named && typed && matches(selector, node.labels());
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

  /** What is wrong with the selector; the rules are those of a Kubernetes LabelSelector. */
  List<Problem> mistakes() {
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
