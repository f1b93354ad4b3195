package io.keelson.controller.agents;

import static io.keelson.problem.ProblemCode.AGENT_ERROR;
import static io.keelson.problem.ProblemCode.CONFLICT;
import static io.keelson.problem.ProblemCode.WRONG_NODE;

import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Release;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.status.Outcome;
import io.keelson.controller.status.Remarks;
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
      case Reply.Silence silence -> new Outcome.Offline(now, silence.why());
      case Reply.Unusable unusable -> Outcome.Failed.of(fault(unusable.why()));
      case Reply.Answer answer -> {
        if (answer.status() != OK) {
          yield problems(call, answer);
        }
        yield call.wanted().mode() == Mode.READ
            ? read(node, call, answer.body())
            : done(node, call, answer.body());
      }
    };
  }

  static StateAnswer state(Node node, Reply reply) {
    return switch (reply) {
      case Reply.Silence silence -> new StateAnswer.Silent(silence.why());
      case Reply.Unusable unusable -> new StateAnswer.Wrong(fault(unusable.why()));
      case Reply.Answer answer ->
          answer.status() == OK
              ? state(node, answer.body())
              : new StateAnswer.Wrong(Bounds.problem(report(answer).getFirst()));
    };
  }

  private static StateAnswer state(Node node, byte[] body) {
    return switch (Json.read(body, AgentState.class)) {
      case Decoded.Malformed<AgentState> malformed ->
          new StateAnswer.Wrong(fault(malformed.problem().message()));
      case Decoded.Value<AgentState> read ->
          read.value().node().equals(node.name())
              ? new StateAnswer.Known(Bounds.state(read.value()))
              : new StateAnswer.Wrong(wrongNode(node, read.value().node()));
    };
  }

  private static Outcome done(Node node, Intent.Call call, byte[] body) {
    return switch (Json.read(body, Report.class)) {
      case Decoded.Malformed<Report> malformed ->
          Outcome.Failed.of(fault(malformed.problem().message()));
      case Decoded.Value<Report> read -> done(node, call, read.value());
    };
  }

  private static Outcome done(Node node, Intent.Call call, Report report) {
    if (!report.node().equals(node.name())) {
      return Outcome.Failed.of(wrongNode(node, report.node()));
    }
    if (report.dryRun() != (call.wanted().mode() == Mode.DRY_RUN)) {
      return Outcome.Failed.of(fault("it took a dry run for another call"));
    }
    List<Change> changes = Bounds.changes(call, report.changes());
    Remarks remarks = Bounds.remarks(report);
    if (report.dryRun()) {
      return new Outcome.Planned(changes, remarks);
    }
    return changes.stream().anyMatch(Change::changed)
        ? new Outcome.Applied(changes, remarks)
        : new Outcome.Unchanged(changes, remarks);
  }

  /** A spec is not to blame for what a release cannot do: it is tried again whatever was wrong. */
  static Outcome released(Node node, Release release, Reply reply, Instant now) {
    return switch (reply) {
      case Reply.Silence silence -> new Outcome.Offline(now, silence.why());
      case Reply.Unusable unusable -> Outcome.Failed.of(fault(unusable.why()));
      case Reply.Answer answer ->
          answer.status() == OK
              ? released(node, release, answer.body())
              : new Outcome.Failed(Bounds.problems(report(answer)));
    };
  }

  private static Outcome released(Node node, Release release, byte[] body) {
    return switch (Json.read(body, Report.class)) {
      case Decoded.Malformed<Report> malformed ->
          Outcome.Failed.of(fault(malformed.problem().message()));
      case Decoded.Value<Report> read -> released(node, release, read.value());
    };
  }

  private static Outcome released(Node node, Release release, Report report) {
    if (!report.node().equals(node.name())) {
      return Outcome.Failed.of(wrongNode(node, report.node()));
    }
    if (report.dryRun()) {
      return Outcome.Failed.of(fault("it took a release for a dry run"));
    }
    return release.keep()
        ? new Outcome.Kept()
        : new Outcome.Reverted(Bounds.givenBack(report.changes()), Bounds.remarks(report).kept());
  }

  private static Outcome read(Node node, Intent.Call call, byte[] body) {
    return switch (Json.read(body, Reading.class)) {
      case Decoded.Malformed<Reading> malformed ->
          Outcome.Failed.of(fault(malformed.problem().message()));
      case Decoded.Value<Reading> read ->
          read.value().node().equals(node.name())
              ? new Outcome.Read(Bounds.values(call, read.value().values()))
              : Outcome.Failed.of(wrongNode(node, read.value().node()));
    };
  }

  /** What the spec is to blame for is final; everything else may pass. */
  private static Outcome problems(Intent.Call call, Reply.Answer answer) {
    List<Problem> items = Bounds.problems(call, report(answer));
    return switch (answer.status()) {
      case 400, 404, 405, 413, 415, 422 -> new Outcome.Refused(items);
      case 409 ->
          items.stream().anyMatch(item -> item.code().equals(CONFLICT))
              ? new Outcome.Conflict(items)
              : new Outcome.Failed(items);
      default -> new Outcome.Failed(items);
    };
  }

  private static List<Problem> report(Reply.Answer answer) {
    return switch (Json.read(answer.body(), ProblemReport.class)) {
      case Decoded.Malformed<ProblemReport> unreadable ->
          List.of(fault("HTTP " + answer.status() + " without a report of the problem"));
      case Decoded.Value<ProblemReport> read ->
          read.value().items().isEmpty()
              ? List.of(fault("HTTP " + answer.status() + ": " + read.value().detail()))
              : read.value().items();
    };
  }

  private static Problem fault(String why) {
    return Problem.of(AGENT_ERROR, "", "its agent: " + why);
  }

  private static Problem wrongNode(Node node, String answered) {
    return Problem.of(
        WRONG_NODE,
        "",
        "the agent of "
            + Problem.printable(answered)
            + " answered for "
            + node.name()
            + ": two nodes share an address?");
  }
}
