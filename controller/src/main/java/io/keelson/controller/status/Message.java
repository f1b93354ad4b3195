package io.keelson.controller.status;

import io.keelson.api.MyKindStatus.DriftRow;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.ProblemRow;
import io.keelson.api.NodeSet;
import io.keelson.controller.status.Results.Group;
import io.keelson.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The sentence that says why the state is what it is. */
final class Message {

  private static final int LONGEST = 1024;
  private static final int MOST_PROBLEMS = 3;
  private static final int MOST_KEYS = 3;
  private static final int LONGEST_PROBLEM = 280;

  private Message() {}

  /** The spec as a whole is wrong. */
  static String refused(List<Problem> problems) {
    List<String> texts = problems.stream().map(Problem::message).toList();
    return Words.cut("refused, nothing was sent: " + first(texts), LONGEST);
  }

  /** What the nodes answered. */
  static String of(Situation situation, NodeCounts counts, List<Group> groups) {
    List<String> parts = new ArrayList<>();
    int pending = counts.target() - counts.applied() - counts.failed() - counts.offline();
    if (situation.doing() == Situation.Doing.PAUSED) {
      parts.add("paused: nothing is sent until Paused is false");
    }
    if (counts.applied() > 0 || counts.offline() + pending + counts.failed() == 0) {
      parts.add(Words.nodes(counts.applied()) + " " + done(situation.doing()));
    }
    if (pending > 0 && situation.doing() != Situation.Doing.PAUSED) {
      parts.add("waiting for " + Words.nodes(pending));
    }
    if (counts.failed() > 0) {
      parts.add(counts.failed() + " failed");
    }
    if (counts.offline() > 0) {
      parts.add(counts.offline() + " offline (" + Words.cut(offline(situation), 200) + ")");
    }
    String sentence = String.join(", ", parts);
    List<String> problems = problems(situation, groups);
    if (!problems.isEmpty()) {
      sentence += ": " + first(problems);
    }
    String owed = situation.owed().isEmpty() ? "" : "; not given back yet: " + situation.owed();
    return Words.cut(sentence + drifted(groups) + owed + warnings(situation), LONGEST);
  }

  private static String drifted(List<Group> groups) {
    SortedMap<String, SortedSet<String>> nodes = new TreeMap<>();
    for (Group group : groups) {
      List<String> keys = group.row().drifted().stream().map(DriftRow::key).toList();
      if (!keys.isEmpty()) {
        nodes.computeIfAbsent(keys(keys), unused -> new TreeSet<>()).addAll(group.nodes());
      }
    }
    List<String> texts = new ArrayList<>();
    nodes.forEach((keys, names) -> texts.add(Words.cut(NodeSet.of(names), 100) + ": " + keys));
    return texts.isEmpty() ? "" : "; others changed, set right again: " + first(texts);
  }

  private static String keys(List<String> keys) {
    String first = keys.stream().limit(MOST_KEYS).collect(Collectors.joining(", "));
    int more = keys.size() - MOST_KEYS;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String done(Situation.Doing doing) {
    return switch (doing) {
      case APPLY, PAUSED -> "applied";
      case DRY_RUN -> "checked (dry run: nothing was changed)";
      case READ -> "read";
    };
  }

  private static String offline(Situation situation) {
    SortedSet<String> names = new TreeSet<>();
    situation
        .outcomes()
        .forEach(
            (node, outcome) -> {
              if (outcome instanceof Outcome.Offline) {
                names.add(node);
              }
            });
    return NodeSet.of(names);
  }

  private static List<String> problems(Situation situation, List<Group> groups) {
    List<String> texts = new ArrayList<>();
    for (String worker : situation.unknown()) {
      texts.add("there is no node " + Problem.printable(worker));
    }
    // Nodes whose answers differ in something else may share a problem: it is said once.
    Map<String, SortedSet<String>> nodes = new LinkedHashMap<>();
    for (Group group : groups) {
      for (ProblemRow problem : group.row().problems()) {
        nodes.computeIfAbsent(problem.message(), unused -> new TreeSet<>()).addAll(group.nodes());
      }
    }
    nodes.forEach((text, names) -> texts.add(Words.cut(NodeSet.of(names), 100) + ": " + text));
    return texts;
  }

  private static String first(List<String> texts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(MOST_PROBLEMS, texts.size()); i++) {
      text.append(i == 0 ? "" : "; ").append(Words.cut(texts.get(i), LONGEST_PROBLEM));
    }
    int more = texts.size() - MOST_PROBLEMS;
    return more > 0 ? text + "; and " + more + " more" : text.toString();
  }

  private static String warnings(Situation situation) {
    SortedSet<String> texts = new TreeSet<>();
    for (Outcome outcome : situation.outcomes().values()) {
      outcome.remarks().warnings().forEach(one -> texts.add(Problem.printable(one)));
    }
    return texts.isEmpty() ? "" : "; warning: " + first(List.copyOf(texts));
  }
}
