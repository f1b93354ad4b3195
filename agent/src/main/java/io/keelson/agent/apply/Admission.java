package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.REQUEST_INVALID;
import static io.keelson.problem.ProblemCode.WRONG_NODE;

import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.ParameterCheck;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Owner;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Everything about a request that can be decided without a look at the host. For any thread. */
public record Admission(String node, Supplier<Policy> policy) {

  /** That of a Lease's leaseTransitions. A higher one would only lock every leader out for ever. */
  private static final long HIGHEST_EPOCH = Integer.MAX_VALUE;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?");

  /** As the API server writes it, so that text order is time order. */
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");

  public Checked check(Api api, ApplyRequest request) {
    if (!request.node().equals(node)) {
      return refused(
          List.of(
              Problem.of(
                  WRONG_NODE,
                  "node",
                  "this is node "
                      + node
                      + ", the request is for "
                      + Problem.printable(request.node()))));
    }
    if (!isPlain(request.owner())) {
      return refused(
          List.of(
              Problem.of(
                  REQUEST_INVALID,
                  "owner",
                  "owner: uid, namespace, name and created must be those of a Kubernetes object")));
    }
    if (request.epoch() < 1 || request.epoch() > HIGHEST_EPOCH) {
      return refused(
          List.of(
              Problem.of(REQUEST_INVALID, "epoch", "epoch: 1 to " + HIGHEST_EPOCH + " is needed")));
    }
    if (request.generation() < 0) {
      return refused(
          List.of(Problem.of(REQUEST_INVALID, "generation", "generation: 0 or more is needed")));
    }
    return switch (ParameterCheck.ofApply(api, request.parameters())) {
      case Checked.Invalid invalid -> invalid;
      case Checked.Valid valid -> {
        List<Problem> problems =
            policy.get().check(valid.settings(), request.owner().namespace(), Policy.ANY_NODE);
        yield problems.isEmpty() ? valid : refused(problems);
      }
    };
  }

  /** They are kept in memory and logged, so they are not taken as they come. */
  private static boolean isPlain(Owner owner) {
    return Stream.of(owner.uid(), owner.namespace(), owner.name())
            .allMatch(word -> word.length() <= 253 && NAME.matcher(word).matches())
        && TIME.matcher(owner.created()).matches();
  }

  private static Checked refused(List<Problem> problems) {
    return new Checked.Invalid(problems);
  }
}
