package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/**
 * One answer and the nodes that gave it.
 *
 * @param nodes the names, folded, as the status has them
 * @param outcome the status's word, such as Applied
 */
public record ResultRow(
    FoldedNames nodes,
    String outcome,
    Tone tone,
    List<Change> changes,
    List<Trouble> problems,
    List<Drift> drifts) {

  /** What became of one key; what was only read has no {@code was}. */
  public record Change(String key, String was, String now) {

    static Change of(JsonNode change) {
      return new Change(
          Fields.text(change, "Key"), Fields.text(change, "Was"), Fields.text(change, "Now"));
    }

    /** False for what was so before already. */
    public boolean isMove() {
      return !was.equals(now);
    }
  }

  /** What is wrong with one key. */
  public record Trouble(String key, String code, String message) {

    static Trouble of(JsonNode problem) {
      return new Trouble(
          Fields.text(problem, "Key"),
          Fields.text(problem, "Code"),
          Fields.text(problem, "Message"));
    }
  }

  /** A key that others changed and that was set right. */
  public record Drift(String key, String message) {

    static Drift of(JsonNode drift) {
      return new Drift(Fields.text(drift, "Key"), Fields.text(drift, "Message"));
    }
  }

  public ResultRow {
    changes = List.copyOf(changes);
    problems = List.copyOf(problems);
    drifts = List.copyOf(drifts);
  }

  static List<ResultRow> all(JsonNode status) {
    return Fields.each(status.path("Results"), ResultRow::of);
  }

  private static ResultRow of(JsonNode result) {
    String outcome = Fields.text(result, "Outcome");
    return new ResultRow(
        new FoldedNames(Fields.text(result, "Nodes")),
        outcome,
        Tone.ofOutcome(outcome),
        Fields.each(result.path("Changes"), Change::of),
        Fields.each(result.path("Problems"), Trouble::of),
        Fields.each(result.path("Drifted"), Drift::of));
  }

  /** The text key's last part: known outcomes have a translation. */
  public String word() {
    return switch (outcome) {
      case "Applied",
          "Unchanged",
          "Planned",
          "Read",
          "Refused",
          "Failed",
          "Conflict",
          "Reverted",
          "Kept",
          "Offline" ->
          outcome.toLowerCase(Locale.ROOT);
      default -> "other";
    };
  }

  /** Name of the symbol that goes with the outcome. */
  public String icon() {
    return switch (outcome) {
      case "Offline" -> "offline";
      case "Planned", "Read" -> "eye";
      case "Reverted" -> "undo";
      case "Conflict" -> "alert";
      default -> tone.icon();
    };
  }

  /** True when the node has it: what was planned, read or given up is not held. */
  public boolean isHeld() {
    return outcome.equals("Applied") || outcome.equals("Unchanged");
  }
}
