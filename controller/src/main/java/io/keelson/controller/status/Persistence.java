package io.keelson.controller.status;

import io.keelson.api.NodeSet;
import io.keelson.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether what is applied outlives a reboot.
 *
 * @param told false while some node's answer is from its record, which does not say so
 * @param lost why it does not, with the first nodes and keys; empty when it does
 */
record Persistence(boolean told, String lost) {

  private static final int LONGEST = 1024;
  private static final int MOST = 3;

  /** Of these outcomes by node; empty when none of them is about something applied. */
  static Optional<Persistence> of(Map<String, Outcome> outcomes) {
    boolean any = false;
    boolean told = true;
    Map<String, SortedSet<String>> nodes = new LinkedHashMap<>();
    for (Map.Entry<String, Outcome> one : new TreeMap<>(outcomes).entrySet()) {
      if (isApplied(one.getValue())) {
        any = true;
        told &= !isFromRecord(one.getValue());
        for (Problem problem : one.getValue().remarks().notPersistent()) {
          nodes.computeIfAbsent(problem.message(), unused -> new TreeSet<>()).add(one.getKey());
        }
      }
    }
    return any ? Optional.of(new Persistence(told, sentence(nodes))) : Optional.empty();
  }

  private static boolean isApplied(Outcome outcome) {
    return outcome instanceof Outcome.Applied || outcome instanceof Outcome.Unchanged;
  }

  /** An answer names every parameter; what an agent says that it holds names none. */
  private static boolean isFromRecord(Outcome outcome) {
    return outcome instanceof Outcome.Applied applied && applied.changes().isEmpty();
  }

  private static String sentence(Map<String, SortedSet<String>> nodes) {
    String first =
        nodes.entrySet().stream()
            .limit(MOST)
            .map(one -> Words.cut(NodeSet.of(one.getValue()), 100) + ": " + one.getKey())
            .collect(Collectors.joining("; "));
    int more = nodes.size() - MOST;
    return Words.cut(more > 0 ? first + "; and " + more + " more" : first, LONGEST);
  }
}
