package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.record.Entry;
import io.keelson.problem.Problem;
import io.keelson.wire.Change;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one request comes to on this host.
 *
 * @param changes for the report, one for each parameter, then one for each key given back
 * @param steps what has to be done, in order; empty when all is so already
 * @param entries for the record, one for each parameter
 * @param kept for the report: what is not given back, and why
 * @param notPersistent for the report: what the next boot undoes, and why
 * @param warnings for the report
 */
record Work(
    List<Change> changes,
    List<Step> steps,
    List<Entry> entries,
    List<Problem> kept,
    List<Problem> notPersistent,
    List<String> warnings) {

  static final Work NONE = new Work(List.of(), List.of(), List.of(), List.of(), List.of());

  /** What one of the keys that are given back comes to. */
  interface Part {
    Work of(Entry entry) throws HostException;
  }

  Work {
    changes = List.copyOf(changes);
    steps = List.copyOf(steps);
    entries = List.copyOf(entries);
    kept = List.copyOf(kept);
    notPersistent = List.copyOf(notPersistent);
    warnings = List.copyOf(warnings);
  }

  /** Work of which nothing is known that would undo it at the next boot. */
  Work(
      List<Change> changes,
      List<Step> steps,
      List<Entry> entries,
      List<Problem> kept,
      List<String> warnings) {
    this(changes, steps, entries, kept, List.of(), warnings);
  }

  /** Each of these keys, one after the other. */
  static Work ofEach(List<Entry> entries, Part part) throws HostException {
    Work all = NONE;
    for (Entry entry : entries) {
      all = all.and(part.of(entry));
    }
    return all;
  }

  /** A key that is given back. */
  static Work given(Change change, List<Step> steps) {
    return new Work(List.of(change), steps, List.of(), List.of(), List.of());
  }

  /** A key that is not given back, and why. */
  static Work kept(Problem why) {
    return new Work(List.of(), List.of(), List.of(), List.of(why), List.of());
  }

  /** Something to do, of which is told elsewhere. */
  static Work toDo(List<Step> steps) {
    return new Work(List.of(), steps, List.of(), List.of(), List.of());
  }

  /** Nothing to do, but something to say. */
  static Work toSay(List<Problem> notPersistent, List<String> warnings) {
    return new Work(List.of(), List.of(), List.of(), List.of(), notPersistent, warnings);
  }

  /** The keys that may cut the node off. */
  Set<String> cuttingOff() {
    return steps.stream().flatMap(step -> step.mayCutOffBy().stream()).collect(Collectors.toSet());
  }

  Work and(Work other) {
    return new Work(
        both(changes, other.changes),
        both(steps, other.steps),
        both(entries, other.entries),
        both(kept, other.kept),
        both(notPersistent, other.notPersistent),
        both(warnings, other.warnings));
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
