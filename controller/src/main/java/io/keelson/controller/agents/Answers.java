package io.keelson.controller.agents;

import static io.keelson.problem.ProblemCode.AGENT_ERROR;
import static io.keelson.problem.ProblemCode.CONFLICT;
import static io.keelson.problem.ProblemCode.WRONG_NODE;

import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState;
import io.keelson.wire.Change;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import io.keelson.wire.ProblemReport;
import io.keelson.wire.Reading;
import io.keelson.wire.Report;
import java.time.Instant;
import java.util.List;

/** What an agent's reply means. Pure. */
final class Answers {

  private static final int OK = 200;

  private Answers() {}

  static Outcome outcome(Node node, Intent.Call call, Reply reply, Instant now) {
    return switch (reply) {
      case Reply.Silence(String why) -> new Outcome.Offline(now, why);
      case Reply.Unusable(String why) -> Outcome.Failed.of(fault(node, why));
      case Reply.Answer(int status, byte[] body) when status != OK ->
          problems(node, status, body);
      case Reply.Answer(int status, byte[] body) ->
          call.wanted().mode() == Mode.READ ? read(node, body) : done(node, call, body);
    };
  }

  static StateAnswer state(Node node, Reply reply) {
    return switch (reply) {
      case Reply.Silence(String why) -> new StateAnswer.Silent(why);
      case Reply.Unusable(String why) -> new StateAnswer.Wrong(fault(node, why));
      case Reply.Answer(int status, byte[] body) when status != OK ->
          new StateAnswer.Wrong(report(node, status, body).getFirst());
      case Reply.Answer(int status, byte[] body) ->
          switch (Json.read(body, AgentState.class)) {
            case Decoded.Malformed<AgentState>(Problem problem) ->
                new StateAnswer.Wrong(fault(node, problem.message()));
            case Decoded.Value<AgentState>(AgentState state) ->
                state.node().equals(node.name())
                    ? new StateAnswer.Known(state)
                    : new StateAnswer.Wrong(wrongNode(node, state.node()));
          };
    };
  }

  private static Outcome done(Node node, Intent.Call call, byte[] body) {
    boolean dryRun = call.wanted().mode() == Mode.DRY_RUN;
    return switch (Json.read(body, Report.class)) {
      case Decoded.Malformed<Report>(Problem problem) ->
          Outcome.Failed.of(fault(node, problem.message()));
      case Decoded.Value<Report>(Report report) when !report.node().equals(node.name()) ->
          Outcome.Failed.of(wrongNode(node, report.node()));
      case Decoded.Value<Report>(Report report) when report.dryRun() != dryRun ->
          Outcome.Failed.of(fault(node, "it took a dry run for another call"));
      case Decoded.Value<Report>(Report report) -> done(report);
    };
  }

  private static Outcome done(Report report) {
    if (report.dryRun()) {
      return new Outcome.Planned(report.changes(), report.warnings());
    }
    return report.changes().stream().anyMatch(Change::changed)
        ? new Outcome.Applied(report.changes(), report.warnings())
        : new Outcome.Unchanged(report.changes(), report.warnings());
  }

  private static Outcome read(Node node, byte[] body) {
    return switch (Json.read(body, Reading.class)) {
      case Decoded.Malformed<Reading>(Problem problem) ->
          Outcome.Failed.of(fault(node, problem.message()));
      case Decoded.Value<Reading>(Reading reading) when !reading.node().equals(node.name()) ->
          Outcome.Failed.of(wrongNode(node, reading.node()));
      case Decoded.Value<Reading>(Reading reading) -> new Outcome.Read(reading.values());
    };
  }

  /** What the spec is to blame for is final; everything else may pass. */
  private static Outcome problems(Node node, int status, byte[] body) {
    List<Problem> items = report(node, status, body);
    return switch (status) {
      case 400, 404, 405, 413, 415, 422 -> new Outcome.Refused(items);
      case 409 ->
          items.stream().anyMatch(item -> item.code().equals(CONFLICT))
              ? new Outcome.Conflict(items)
              : new Outcome.Failed(items);
      default -> new Outcome.Failed(items);
    };
  }

  private static List<Problem> report(Node node, int status, byte[] body) {
    return switch (Json.read(body, ProblemReport.class)) {
      case Decoded.Value<ProblemReport>(ProblemReport report) when !report.items().isEmpty() ->
          report.items();
      case Decoded.Value<ProblemReport>(ProblemReport report) ->
          List.of(fault(node, "HTTP " + status + ": " + report.detail()));
      case Decoded.Malformed<ProblemReport> unreadable ->
          List.of(fault(node, "HTTP " + status + " without a report of the problem"));
    };
  }

  private static Problem fault(Node node, String why) {
    return Problem.of(AGENT_ERROR, "", "the agent of " + node.name() + ": " + why);
  }

  private static Problem wrongNode(Node node, String answered) {
    return Problem.of(
        WRONG_NODE,
        "",
        "the agent of " + Problem.printable(answered) + " answered for " + node.name()
            + ": two nodes share an address?");
  }
}
