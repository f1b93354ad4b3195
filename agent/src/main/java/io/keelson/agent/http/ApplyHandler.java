package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.IDEMPOTENCY_MISMATCH;
import static io.keelson.problem.ProblemCode.REQUEST_INVALID;

import io.javalin.http.Context;
import io.keelson.agent.apply.Admission;
import io.keelson.agent.apply.Execution;
import io.keelson.agent.apply.Outcome;
import io.keelson.agent.audit.Call;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.agent.record.Answers;
import io.keelson.agent.record.Answers.Claim;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.Content;
import io.keelson.setting.Setting;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Change;
import io.keelson.wire.Json;
import io.keelson.wire.Report;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/…}: checks what needs no host, then hands the rest to the host thread. */
final class ApplyHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ApplyHandler.class);
  private static final String CALL = "keelson.call";

  private record Asked(String api, ApplyRequest request) {}

  private final Admission admission;
  private final Execution execution;
  private final Lane lane;
  private final AgentMetrics metrics;
  private final Answers answers = new Answers();
  private final LargeBodies large = new LargeBodies();

  ApplyHandler(Admission admission, Execution execution, Lane lane, AgentMetrics metrics) {
    this.admission = admission;
    this.execution = execution;
    this.lane = lane;
    this.metrics = metrics;
  }

  /** The call that a request turned out to be. */
  static Optional<Call> callOf(Context ctx) {
    return Optional.ofNullable(ctx.<@Nullable Call>attribute(CALL));
  }

  void handle(Context ctx, Api api) {
    boolean dryRun = dryRun(ctx);
    Body.checkType(ctx);
    large.enterIfLarge(ctx);
    ApplyRequest request = Body.read(ctx, ApplyRequest.class);
    String id = dryRun ? "" : IdempotencyKey.of(ctx);
    Call call = new Call(Callers.of(ctx), api, request, id, dryRun);
    ctx.attribute(CALL, call);
    switch (admission.check(api, request)) {
      case Checked.Invalid invalid -> throw new Refused(invalid.problems());
      case Checked.Valid valid -> run(ctx, call, valid.settings());
    }
  }

  private void run(Context ctx, Call call, List<Setting> settings) {
    if (call.dryRun()) {
      lane.run(ctx, () -> execute(call, settings));
      return;
    }
    switch (answers.claim(call.id(), digest(call))) {
      case Claim.Mismatch other ->
          throw Refused.of(
              IDEMPOTENCY_MISMATCH,
              "",
              "header "
                  + ApplyRequest.IDEMPOTENCY_KEY
                  + ": this key was used for another request: each change needs a new one");
      case Claim.Known known -> lane.answer(ctx, known.answer());
      case Claim.Fresh fresh -> {
        begin(fresh, call, settings);
        lane.answer(ctx, fresh.answer());
      }
    }
  }

  private void begin(Claim.Fresh fresh, Call call, List<Setting> settings) {
    CompletableFuture<byte[]> begun =
        lane.<byte[]>begin(() -> Json.write(execute(call, settings)))
            .orElseGet(() -> CompletableFuture.failedFuture(Lane.busy()));
    var unused =
        begun.whenComplete(
            (body, failure) -> {
              if (failure == null) {
                answers.done(fresh, body);
              } else {
                answers.failed(fresh, failure);
              }
            });
  }

  private static String digest(Call call) {
    return Content.of(Json.write(new Asked(call.api().path(), call.request()))).checksum();
  }

  private Report execute(Call call, List<Setting> settings) {
    Outcome outcome = execution.of(call, settings);
    log(call, outcome);
    metrics.applied(call.api(), result(outcome));
    return switch (outcome) {
      case Outcome.Refused refused -> throw new Refused(refused.problems());
      case Outcome.Done done -> done.report();
    };
  }

  private static String result(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused refused -> "failed";
      case Outcome.Done done -> done.report().dryRun() ? "planned" : result(done.report());
    };
  }

  private static String result(Report report) {
    return report.changes().stream().anyMatch(Change::changed) ? "changed" : "unchanged";
  }

  /** One line for each call; never a value, which may be a file's content. */
  private static void log(Call call, Outcome outcome) {
    LOG.info(
        "{} for {}/{} epoch {} generation {}: {} of {} keys{}",
        call.api().path(),
        Problem.printable(call.request().owner().namespace()),
        Problem.printable(call.request().owner().name()),
        call.request().epoch(),
        call.request().generation(),
        result(outcome),
        call.request().parameters().size(),
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
