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
import io.keelson.wire.ReleaseRequest;
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
    List<Problem> wrong =
        check(request.node(), request.owner(), request.epoch(), request.generation());
    if (!wrong.isEmpty()) {
      return new Checked.Invalid(wrong);
    }
    return switch (ParameterCheck.ofApply(api, request.parameters())) {
      case Checked.Invalid invalid -> invalid;
      case Checked.Valid valid -> {
        List<Problem> problems =
            policy.get().check(valid.settings(), request.owner().namespace(), Policy.ANY_NODE);
        yield problems.isEmpty() ? valid : new Checked.Invalid(problems);
      }
    };
  }

  /**
   * What is wrong with a request to give back. The policy is not asked: it says what may be put on
   * the node, and may have changed since.
   */
  public List<Problem> check(ReleaseRequest request) {
    List<Problem> wrong =
        check(request.node(), request.owner(), request.epoch(), request.generation());
    String api = request.api();
    return wrong.isEmpty() && api != null && Api.ofPath(api).isEmpty()
        ? List.of(
            Problem.of(
                REQUEST_INVALID,
                "api",
                "api: one of /v1/sysctl, /v1/hostname and /v1/file, or nothing for every one"))
        : wrong;
  }

  private List<Problem> check(String meant, Owner owner, long epoch, long generation) {
    if (!meant.equals(node)) {
      return List.of(
          Problem.of(
              WRONG_NODE,
              "node",
              "this is node " + node + ", the request is for " + Problem.printable(meant)));
    }
    if (!isPlain(owner)) {
      return List.of(
          Problem.of(
              REQUEST_INVALID,
              "owner",
              "owner: uid, namespace, name and created must be those of a Kubernetes object"));
    }
    if (epoch < 1 || epoch > HIGHEST_EPOCH) {
      return List.of(
          Problem.of(REQUEST_INVALID, "epoch", "epoch: 1 to " + HIGHEST_EPOCH + " is needed"));
    }
    if (generation < 0) {
      return List.of(Problem.of(REQUEST_INVALID, "generation", "generation: 0 or more is needed"));
    }
    return List.of();
  }

  /** They are kept in memory and logged, so they are not taken as they come. */
  private static boolean isPlain(Owner owner) {
    return Stream.of(owner.uid(), owner.namespace(), owner.name())
            .allMatch(word -> word.length() <= 253 && NAME.matcher(word).matches())
        && TIME.matcher(owner.created()).matches();
  }
}
