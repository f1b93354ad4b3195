package io.keelson.console.view;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The whole at a glance.
 *
 * @param nodes by state
 * @param cordoned nodes that take no new pods
 * @param myKinds by state
 * @param answers the counts of all MyKinds added up; a node counts once for each of them
 * @param failures MyKinds that are in error, most failed nodes first
 * @param drifts where others change what Keelson keeps
 * @param latest MyKinds whose status changed last
 */
public record Overview(
    Map<NodeState, Integer> nodes,
    int cordoned,
    Map<MyKindState, Integer> myKinds,
    Counts answers,
    List<MyKindRow> failures,
    int moreFailures,
    List<DriftLine> drifts,
    int moreDrifts,
    List<MyKindRow> latest) {

  private static final int MOST = 10;

  /** A key that others changed, and where. */
  public record DriftLine(MyKindRow myKind, String nodes, ResultRow.Drift drift) {}

  /** Previews must not be among them. */
  public static Overview of(List<NodeRow> nodes, List<MyKindView> myKinds) {
    Map<NodeState, Integer> byNode = new EnumMap<>(NodeState.class);
    nodes.forEach(node -> byNode.merge(node.state(), 1, Integer::sum));
    Map<MyKindState, Integer> byKind = new EnumMap<>(MyKindState.class);
    Counts answers = Counts.NONE;
    for (MyKindView view : myKinds) {
      byKind.merge(view.row().state(), 1, Integer::sum);
      answers = answers.plus(view.row().counts());
    }
    List<MyKindRow> rows = myKinds.stream().map(MyKindView::row).toList();
    List<MyKindRow> failures =
        rows.stream()
            .filter(row -> row.state() == MyKindState.ERROR)
            .sorted(Sort.FAILED.order(true))
            .toList();
    List<DriftLine> drifts = drifts(myKinds);
    return new Overview(
        byNode,
        (int) nodes.stream().filter(node -> !node.schedulable()).count(),
        byKind,
        answers,
        first(failures),
        more(failures),
        first(drifts),
        more(drifts),
        latest(rows));
  }

  private static List<DriftLine> drifts(List<MyKindView> myKinds) {
    List<DriftLine> lines = new ArrayList<>();
    for (MyKindView view : myKinds) {
      for (ResultRow result : view.results()) {
        for (ResultRow.Drift drift : result.drifts()) {
          lines.add(new DriftLine(view.row(), result.nodes().text(), drift));
        }
      }
    }
    return lines;
  }

  private static List<MyKindRow> latest(List<MyKindRow> rows) {
    return rows.stream()
        .filter(row -> row.changed() != null)
        .sorted(Sort.CHANGED.order(true))
        .limit(MOST)
        .toList();
  }

  private static <T> List<T> first(List<T> all) {
    return List.copyOf(all.subList(0, Math.min(MOST, all.size())));
  }

  private static int more(List<?> all) {
    return Math.max(0, all.size() - MOST);
  }

  public int count(NodeState state) {
    return nodes.getOrDefault(state, 0);
  }

  public int count(MyKindState state) {
    return myKinds.getOrDefault(state, 0);
  }

  public int nodesInAll() {
    return nodes.values().stream().mapToInt(Integer::intValue).sum();
  }

  public int myKindsInAll() {
    return myKinds.values().stream().mapToInt(Integer::intValue).sum();
  }
}
