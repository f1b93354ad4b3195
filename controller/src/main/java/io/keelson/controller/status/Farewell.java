package io.keelson.controller.status;

import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.State;
import io.keelson.api.NodeSet;
import io.keelson.problem.Problem;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a MyKind whose nodes give back everything.
 *
 * @param until when nodes that have not given back are waited for no more
 * @param nodes those that hold something of it, or held it until it was deleted
 * @param outcomes what came of giving back, by node; none while that is under way
 */
public record Farewell(
    Cause cause,
    long generation,
    Instant until,
    SortedSet<String> nodes,
    Map<String, Outcome> outcomes) {

  /** Why they do. */
  public enum Cause {
    DELETED("being deleted"),
    UNINSTALLED("Keelson is being uninstalled");

    private final String words;

    Cause(String words) {
      this.words = words;
    }
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
  private static final int MOST_NAMES = 200;

  public Farewell {
    outcomes = Map.copyOf(outcomes);
  }

  /** True when nobody is waited for any more. */
  public boolean isOver(Instant now) {
    return left().isEmpty() || (isTold() && !now.isBefore(until));
  }

  /** True when each node has been asked, or cannot be. */
  public boolean isTold() {
    return outcomes.keySet().containsAll(nodes);
  }

  /** The nodes that have not given back. */
  public SortedSet<String> left() {
    return left(nodes, outcomes);
  }

  private static SortedSet<String> left(SortedSet<String> nodes, Map<String, Outcome> outcomes) {
    SortedSet<String> left = new TreeSet<>();
    for (String node : nodes) {
      Outcome outcome = outcomes.get(node);
      if (outcome == null || !outcome.isReleased()) {
        left.add(node);
      }
    }
    return left;
  }

  /** Which nodes have not given back, and why, such as {@code node[2-3] (offline)}. */
  public String incomplete() {
    return incomplete(nodes, outcomes);
  }

  /** The same of these nodes. */
  public static String incomplete(SortedSet<String> nodes, Map<String, Outcome> outcomes) {
    SortedMap<String, SortedSet<String>> byReason = new TreeMap<>();
    for (String node : left(nodes, outcomes)) {
      byReason.computeIfAbsent(reason(outcomes.get(node)), unused -> new TreeSet<>()).add(node);
    }
    List<String> parts = new ArrayList<>();
    byReason.forEach(
        (reason, names) ->
            parts.add(Words.cut(NodeSet.of(names), MOST_NAMES) + " (" + reason + ")"));
    return String.join(", ", parts);
  }

  private static String reason(@Nullable Outcome outcome) {
    return switch (outcome) {
      case null -> "asked";
      case Outcome.Offline offline -> "offline";
      case Outcome.Failed failed -> first(failed.problems());
      case Outcome.Refused refused -> first(refused.problems());
      case Outcome.Conflict conflict -> first(conflict.problems());
      case Outcome.Applied applied -> outcome.word();
      case Outcome.Unchanged unchanged -> outcome.word();
      case Outcome.Planned planned -> outcome.word();
      case Outcome.Read read -> outcome.word();
      case Outcome.Reverted reverted -> outcome.word();
      case Outcome.Kept kept -> outcome.word();
    };
  }

  private static String first(List<Problem> problems) {
    return problems.isEmpty() ? "failed" : Words.cut(problems.getFirst().message(), MOST_NAMES);
  }

  /** What is said of it meanwhile. */
  public Summary summary() {
    int back = nodes.size() - left().size();
    int offline =
        (int) outcomes.values().stream().filter(Outcome.Offline.class::isInstance).count();
    int failed = (int) outcomes.values().stream().filter(one -> !one.isGood()).count() - offline;
    return new Summary(
        generation,
        State.RUNNING,
        Reasons.REVERTING,
        message(back),
        false,
        new NodeCounts(nodes.size(), back, failed, offline, 0),
        Results.bounded(Results.groups(nodes, outcomes, Map.of())),
        null,
        Map.of());
  }

  private String message(int back) {
    String sentence =
        cause.words + ": " + back + " of " + Words.nodes(nodes.size()) + " given back";
    return left().isEmpty()
        ? sentence
        : sentence + ", waits for " + incomplete() + " until " + TIME.format(until);
  }
}
