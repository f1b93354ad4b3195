package io.keelson.agent.apply;

import io.keelson.agent.record.Entry;
import io.keelson.problem.Problem;
import io.keelson.wire.Change;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one request comes to on this host.
 *
 * @param changes for the report, one for each parameter, then one for each key given back
 * @param steps what has to be done, in order; empty when all is so already
 * @param entries for the record, one for each parameter
 * @param kept for the report: what is not given back, and why
 * @param warnings for the report
 */
record Work(
    List<Change> changes,
    List<Step> steps,
    List<Entry> entries,
    List<Problem> kept,
    List<String> warnings) {

  static final Work NONE = new Work(List.of(), List.of(), List.of(), List.of(), List.of());

  Work {
    changes = List.copyOf(changes);
    steps = List.copyOf(steps);
    entries = List.copyOf(entries);
    kept = List.copyOf(kept);
    warnings = List.copyOf(warnings);
  }

  Work and(Work other) {
    return new Work(
        both(changes, other.changes),
        both(steps, other.steps),
        both(entries, other.entries),
        both(kept, other.kept),
        both(warnings, other.warnings));
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
