package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.REQUEST_INVALID;
import static io.keelson.problem.ProblemCode.UNDO_FAILED;

import io.javalin.http.Context;
import io.keelson.agent.apply.Admission;
import io.keelson.agent.apply.Applier;
import io.keelson.agent.apply.Outcome;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.agent.record.HeldRecord;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.Parameter;
import io.keelson.setting.Setting;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Change;
import io.keelson.wire.ParametersDigest;
import io.keelson.wire.Report;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/…}: checks what needs no host, then hands the rest to the host thread. */
final class ApplyHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ApplyHandler.class);

  private final Admission admission;
  private final Applier applier;
  private final HeldRecord record;
  private final Lane lane;
  private final AgentMetrics metrics;
  private final LargeBodies large = new LargeBodies();

  ApplyHandler(
      Admission admission, Applier applier, HeldRecord record, Lane lane, AgentMetrics metrics) {
    this.admission = admission;
    this.applier = applier;
    this.record = record;
    this.lane = lane;
    this.metrics = metrics;
  }

  void handle(Context ctx, Api api) {
    boolean dryRun = dryRun(ctx);
    Body.checkType(ctx);
    large.enterIfLarge(ctx);
    ApplyRequest request = Body.read(ctx, ApplyRequest.class);
    switch (admission.check(api, request)) {
      case Checked.Invalid invalid -> throw new Refused(invalid.problems());
      case Checked.Valid valid ->
          lane.run(ctx, () -> apply(api, request, valid.settings(), dryRun));
    }
  }

  private Report apply(Api api, ApplyRequest request, List<Setting> settings, boolean dryRun) {
    Outcome outcome = applier.apply(settings, dryRun);
    log(api, request, dryRun, outcome);
    metrics.applied(api, result(outcome, dryRun));
    return switch (outcome) {
      case Outcome.Refused refused -> {
        if (refused.problems().stream().anyMatch(p -> p.code().equals(UNDO_FAILED))) {
          record.forget(api, keys(request));
        }
        throw new Refused(refused.problems());
      }
      case Outcome.Done done -> {
        if (!dryRun) {
          note(api, request, done.report());
        }
        yield done.report();
      }
    };
  }

  private void note(Api api, ApplyRequest request, Report report) {
    String digest = ParametersDigest.of(api, request.parameters());
    record.put(
        new Held(request.owner(), api.path(), request.generation(), digest),
        keys(request),
        report.changes().stream()
            .filter(Change::changed)
            .map(Change::key)
            .collect(Collectors.toSet()));
  }

  private static Set<String> keys(ApplyRequest request) {
    return request.parameters().stream().map(Parameter::key).collect(Collectors.toSet());
  }

  private static String result(Outcome outcome, boolean dryRun) {
    return switch (outcome) {
      case Outcome.Refused refused -> "failed";
      case Outcome.Done done -> dryRun ? "planned" : result(done.report());
    };
  }

  private static String result(Report report) {
    return report.changes().stream().anyMatch(Change::changed) ? "changed" : "unchanged";
  }

  /** One line for each call; never a value, which may be a file's content. */
  private static void log(Api api, ApplyRequest request, boolean dryRun, Outcome outcome) {
    LOG.info(
        "{} for {}/{} generation {}: {} of {} keys{}",
        api.path(),
        Problem.printable(request.owner().namespace()),
        Problem.printable(request.owner().name()),
        request.generation(),
        result(outcome, dryRun),
        request.parameters().size(),
        outcome instanceof Outcome.Refused refused
            ? ", " + refused.problems().getFirst().code()
            : "");
  }

  private static boolean dryRun(Context ctx) {
    List<String> given = ctx.queryParams("dryRun");
    boolean known = ctx.queryParamMap().keySet().stream().allMatch("dryRun"::equals);
    if (known && given.isEmpty()) {
      return false;
    }
    if (known && given.equals(List.of("true"))) {
      return true;
    }
    if (known && given.equals(List.of("false"))) {
      return false;
    }
    // A misspelt dryRun must never become a real change.
    throw Refused.of(REQUEST_INVALID, "dryRun", "the only query of a POST is dryRun=true or false");
  }
}
