package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.WRONG_NODE;

import io.keelson.agent.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.ParameterCheck;
import io.keelson.wire.ApplyRequest;
import java.util.List;

/** Everything about a request that can be decided without a look at the host. For any thread. */
public record Admission(String node, Policy policy) {

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
    return switch (ParameterCheck.ofApply(api, request.parameters())) {
      case Checked.Invalid invalid -> invalid;
      case Checked.Valid valid -> {
        List<Problem> problems = policy.check(valid.settings());
        yield problems.isEmpty() ? valid : refused(problems);
      }
    };
  }

  private static Checked refused(List<Problem> problems) {
    return new Checked.Invalid(problems);
  }
}
