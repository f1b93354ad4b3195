package io.keelson.controller.status;

import io.keelson.api.MyKindStatus.ChangeRow;
import io.keelson.api.MyKindStatus.DriftRow;
import io.keelson.api.MyKindStatus.ProblemRow;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.wire.Change;
import io.keelson.wire.Reading;
import java.util.ArrayList;
import java.util.List;

/** An outcome as it stands in the status, without the nodes. */
record Row(
    String word, List<ChangeRow> changes, List<ProblemRow> problems, List<DriftRow> drifted) {

  /** The row of a node on which others changed these. */
  static Row of(Outcome outcome, List<DriftedKey> drifts) {
    Row row = of(outcome);
    return drifts.isEmpty() || outcome instanceof Outcome.Offline
        ? row
        : new Row(row.word, row.changes, row.problems, DriftedKey.rows(drifts));
  }

  private static Row of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied applied -> changes(outcome, applied.changes());
      case Outcome.Unchanged unchanged -> changes(outcome, unchanged.changes());
      case Outcome.Planned planned -> changes(outcome, planned.changes());
      case Outcome.Reverted reverted -> changes(outcome, reverted.changes());
      case Outcome.Read read -> read(read);
      case Outcome.Refused refused -> problems(outcome.word(), refused.problems());
      case Outcome.Failed failed -> problems(outcome.word(), failed.problems());
      case Outcome.Conflict conflict -> problems(outcome.word(), conflict.problems());
      case Outcome.Kept kept -> bare(outcome);
      case Outcome.Offline offline -> bare(outcome);
    };
  }

  private static Row bare(Outcome outcome) {
    return new Row(outcome.word(), List.of(), List.of(), List.of());
  }

  static Row problems(String word, List<Problem> problems) {
    return new Row(word, List.of(), rows(problems), List.of());
  }

  private static List<ProblemRow> rows(List<Problem> problems) {
    return problems.stream().map(p -> new ProblemRow(p.key(), p.code(), p.message())).toList();
  }

  private static Row changes(Outcome outcome, List<Change> changes) {
    return new Row(
        outcome.word(),
        changes.stream()
            .map(change -> new ChangeRow(change.key(), change.was(), change.now()))
            .toList(),
        rows(outcome.remarks().kept()),
        List.of());
  }

  private static Row read(Outcome.Read read) {
    List<ChangeRow> values = new ArrayList<>();
    List<ProblemRow> problems = new ArrayList<>();
    for (Reading.Value value : read.values()) {
      if (value.value() != null) {
        values.add(new ChangeRow(value.key(), "", value.value()));
      } else {
        String code = value.code() == null ? ProblemCode.AGENT_ERROR : value.code();
        String message = value.message() == null ? "no value" : value.message();
        problems.add(new ProblemRow(value.key(), code, message));
      }
    }
    return new Row(read.word(), values, problems, List.of());
  }

  /** True when something beside what was asked for should be known. */
  boolean isRemarkable() {
    return !problems.isEmpty() || !drifted.isEmpty();
  }

  /** The same with at most so many of each, and no text longer than this. */
  Row cut(int most, int longest) {
    return new Row(
        word,
        changes.stream()
            .limit(most)
            .map(
                c ->
                    new ChangeRow(
                        Words.cut(c.key(), longest),
                        Words.cut(c.was(), longest),
                        Words.cut(c.now(), longest)))
            .toList(),
        problems.stream()
            .limit(most)
            .map(
                p ->
                    new ProblemRow(
                        Words.cut(p.key(), longest), p.code(), Words.cut(p.message(), longest * 2)))
            .toList(),
        drifted.stream()
            .limit(most)
            .map(
                d -> new DriftRow(Words.cut(d.key(), longest), Words.cut(d.message(), longest * 2)))
            .toList());
  }
}
