package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How many nodes of a MyKind are how far; {@link #pending} have not answered yet. */
public record Counts(int target, int applied, int failed, int offline, int drifted) {

  static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  static Counts of(JsonNode status) {
    JsonNode nodes = status.path("Nodes");
    return new Counts(
        Fields.count(nodes, "Target"),
        Fields.count(nodes, "Applied"),
        Fields.count(nodes, "Failed"),
        Fields.count(nodes, "Offline"),
        Fields.count(nodes, "Drifted"));
  }

  public int pending() {
    return Math.max(0, target - applied - failed - offline);
  }

  /** A piece of a bar of 100 units. */
  public record Piece(Tone tone, int from, int width) {}

  /**
   * The counts as a bar: applied, not answered yet, offline, failed. Nothing when nobody is meant.
   */
  public List<Piece> bar() {
    List<Piece> pieces = new ArrayList<>();
    int all = Math.max(target, applied + failed + offline);
    long sum = 0;
    for (Map.Entry<Tone, Integer> part : parts()) {
      int from = all == 0 ? 0 : (int) (sum * 100 / all);
      sum += part.getValue();
      int to = all == 0 ? 0 : (int) (sum * 100 / all);
      if (part.getValue() > 0) {
        // One node of thousands must be seen too.
        pieces.add(new Piece(part.getKey(), Math.min(from, 98), Math.max(2, to - from)));
      }
    }
    return pieces;
  }

  private List<Map.Entry<Tone, Integer>> parts() {
    return List.of(
        Map.entry(Tone.GOOD, applied),
        Map.entry(Tone.BUSY, pending()),
        Map.entry(Tone.WARN, offline),
        Map.entry(Tone.BAD, failed));
  }

  /** Both together. */
  Counts plus(Counts other) {
    return new Counts(
        target + other.target,
        applied + other.applied,
        failed + other.failed,
        offline + other.offline,
        drifted + other.drifted);
  }
}
