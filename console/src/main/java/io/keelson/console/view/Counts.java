package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;

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
