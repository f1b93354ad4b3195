package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.IDEMPOTENCY_MISMATCH;

import io.javalin.http.Context;
import io.keelson.agent.apply.Outcome;
import io.keelson.agent.audit.Call;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.agent.record.Answers;
import io.keelson.agent.record.Answers.Claim;
import io.keelson.problem.Problem;
import io.keelson.setting.Content;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Change;
import io.keelson.wire.Json;
import io.keelson.wire.Report;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has each call carried out once, and answers everybody who asks for it. For any thread. */
final class Calls {

  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  private record Asked(String api, Object request) {}

  private final Lane lane;
  private final AgentMetrics metrics;
  private final Answers answers = new Answers();

  Calls(Lane lane, AgentMetrics metrics) {
    this.lane = lane;
    this.metrics = metrics;
  }

  /**
   * @param request what was asked for, to be compared with another of the same key
   * @param work for the host thread
   */
  void answer(Context ctx, Call call, Object request, Supplier<Outcome> work) {
    if (call.dryRun()) {
      lane.run(ctx, () -> carryOut(call, work));
      return;
    }
    String digest = Content.of(Json.write(new Asked(call.path(), request))).checksum();
    switch (answers.claim(call.id(), digest)) {
      case Claim.Mismatch other ->
          throw Refused.of(
              IDEMPOTENCY_MISMATCH,
              "",
              "header "
                  + ApplyRequest.IDEMPOTENCY_KEY
                  + ": this key was used for another request: each change needs a new one");
      case Claim.Known known -> lane.answer(ctx, known.answer());
      case Claim.Fresh fresh -> {
        begin(fresh, call, work);
        lane.answer(ctx, fresh.answer());
      }
    }
  }

  private void begin(Claim.Fresh fresh, Call call, Supplier<Outcome> work) {
    CompletableFuture<byte[]> begun =
        lane.<byte[]>begin(() -> Json.write(carryOut(call, work)))
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

  private Report carryOut(Call call, Supplier<Outcome> work) {
    Outcome outcome = work.get();
    log(call, outcome);
    metrics.applied(call.path(), result(outcome));
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
        "{} for {}/{} epoch {} generation {}: {}{}",
        call.path(),
        Problem.printable(call.owner().namespace()),
        Problem.printable(call.owner().name()),
        call.epoch(),
        call.generation(),
        result(outcome),
        words(outcome));
  }

  private static String words(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused refused -> ", " + refused.problems().getFirst().code();
      case Outcome.Done done -> ", " + done.report().changes().size() + " keys";
    };
  }
}
