package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.UNDO_FAILED;

import io.keelson.agent.audit.Audit;
import io.keelson.agent.audit.Call;
import io.keelson.agent.record.HeldRecord;
import io.keelson.problem.Problem;
import io.keelson.setting.Parameter;
import io.keelson.setting.Setting;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.Change;
import io.keelson.wire.ParametersDigest;
import io.keelson.wire.Report;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries out one call: gate, apply, record, audit. The audit line is written before the answer
 * goes out, so whoever has the answer finds the line. For the host thread.
 */
public record Execution(Gate gate, Applier applier, HeldRecord record, Audit audit) {

  /**
   * @param settings what passed {@link Admission}
   */
  public Outcome of(Call call, List<Setting> settings) {
    Optional<Problem> obstacle = gate.obstacle(call.request(), call.dryRun());
    if (obstacle.isPresent()) {
      return new Outcome.Refused(List.of(obstacle.get()));
    }
    Outcome outcome = applier.apply(settings, call.dryRun(), gate.fence()::keep);
    switch (outcome) {
      case Outcome.Refused refused -> forgetWhatIsInDoubt(call, refused);
      case Outcome.Done done -> note(call, done.report());
    }
    return outcome;
  }

  private void forgetWhatIsInDoubt(Call call, Outcome.Refused refused) {
    if (refused.problems().stream().anyMatch(p -> p.code().equals(UNDO_FAILED))) {
      record.forget(call.api(), keys(call));
    }
  }

  private void note(Call call, Report report) {
    if (call.dryRun()) {
      return;
    }
    String digest = ParametersDigest.of(call.api(), call.request().parameters());
    record.put(
        new Held(
            call.request().owner(),
            call.api().path(),
            call.request().generation(),
            digest,
            List.of()),
        keys(call),
        report.changes().stream()
            .filter(Change::changed)
            .map(Change::key)
            .collect(Collectors.toSet()));
    audit.applied(call, report);
  }

  private static Set<String> keys(Call call) {
    return call.request().parameters().stream().map(Parameter::key).collect(Collectors.toSet());
  }
}
