package io.keelson.controller.status;

import io.keelson.api.MyKindStatus.Result;
import io.keelson.api.NodeSet;
import io.keelson.wire.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Outcomes folded into rows: nodes with the same answer share one. */
final class Results {

  private static final int MOST_ROWS = 20;

  /** The API server stores an object of at most 1.5 MiB; a status is read by people. */
  private static final int LARGEST = 48 * 1024;

  /** One row before it is written. */
  record Group(Row row, boolean good, SortedSet<String> nodes) {}

  private Results() {}

  /**
   * The rows: what went wrong, then what has a problem or drift beside, the most frequent first.
   */
  static List<Group> groups(
      SortedSet<String> nodes,
      Map<String, Outcome> outcomes,
      Map<String, List<DriftedKey>> drifts) {
    Map<Row, Group> byRow = new LinkedHashMap<>();
    for (String node : nodes) {
      Outcome outcome = outcomes.get(node);
      if (outcome != null) {
        byRow
            .computeIfAbsent(
                Row.of(outcome, drifts.getOrDefault(node, List.of())),
                row -> new Group(row, outcome.isGood(), new TreeSet<>()))
            .nodes
            .add(node);
      }
    }
    List<Group> groups = new ArrayList<>(byRow.values());
    groups.sort(Comparator.comparing(Results::rank).thenComparing(group -> -group.nodes.size()));
    return groups;
  }

  private static int rank(Group group) {
    if (!group.row.isRemarkable()) {
      return 2;
    }
    return group.good ? 1 : 0;
  }

  /** As many of the groups, in as much detail, as a status may hold. */
  static List<Result> bounded(List<Group> groups) {
    List<Result> rows = rows(groups, MOST_ROWS, 256, 512);
    for (int most = 64; tooLarge(rows) && most >= 1; most /= 4) {
      rows = rows(groups, MOST_ROWS, most, 128);
    }
    return rows;
  }

  private static boolean tooLarge(List<Result> rows) {
    return Json.write(rows).length > LARGEST;
  }

  private static List<Result> rows(List<Group> groups, int mostRows, int most, int longest) {
    List<Result> rows = new ArrayList<>();
    for (Group group : groups.subList(0, Math.min(mostRows, groups.size()))) {
      Row row = group.row.cut(most, longest);
      rows.add(
          new Result(
              NodeSet.of(group.nodes), row.word(), row.changes(), row.problems(), row.drifted()));
    }
    countTheRest(groups, mostRows, rows);
    return rows;
  }

  /** One row for each outcome word among what did not fit, with the number of nodes. */
  private static void countTheRest(List<Group> groups, int mostRows, List<Result> rows) {
    Map<String, Integer> left = new LinkedHashMap<>();
    groups.stream()
        .skip(mostRows)
        .forEach(group -> left.merge(group.row.word(), group.nodes.size(), Integer::sum));
    left.forEach(
        (word, count) ->
            rows.add(
                new Result(
                    Words.nodes(count) + " with other details",
                    word,
                    List.of(),
                    List.of(),
                    List.of())));
  }
}
