package io.keelson.agent.apply;

import io.keelson.agent.audit.Audit;
import io.keelson.agent.audit.Call;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Setting;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.ParametersDigest;
import io.keelson.wire.ReleaseRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries out one call: gate, apply, audit. The audit line is written before the answer goes out,
 * so whoever has the answer finds the line. For the host thread.
 */
public record Execution(Gate gate, Applier applier, Audit audit) {

  /**
   * @param settings what passed {@link Admission}
   */
  public Outcome apply(Call call, Api api, ApplyRequest request, List<Setting> settings) {
    Intent intent = Intent.of(request, call.dryRun());
    String digest = ParametersDigest.of(api, request.parameters());
    return run(call, intent, () -> applier.apply(intent, api, settings, digest));
  }

  /**
   * @param api of which nothing is wanted any more; empty for every one
   */
  public Outcome release(Call call, ReleaseRequest request, Optional<Api> api) {
    Intent intent = Intent.of(request, call.dryRun());
    return run(call, intent, () -> applier.release(intent, api, request.keep()));
  }

  private Outcome run(Call call, Intent intent, Supplier<Outcome> work) {
    Optional<Problem> obstacle = gate.obstacle(intent);
    if (obstacle.isPresent()) {
      return new Outcome.Refused(List.of(obstacle.get()));
    }
    Outcome outcome = work.get();
    if (outcome instanceof Outcome.Done done) {
      audit.applied(call, done.report());
    }
    return outcome;
  }
}
