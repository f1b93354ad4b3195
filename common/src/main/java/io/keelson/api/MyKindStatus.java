package io.keelson.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is true about a MyKind.
 *
 * @param state the sum of it
 * @param msg why, in a sentence a person understands; the first failures by node and key
 * @param observedGeneration the metadata.generation that this status speaks of
 * @param nodes counts
 * @param results what nodes answered, nodes with the same answer in one row
 * @param conditions Ready, Progressing, Degraded
 */
public record MyKindStatus(
    @JsonProperty("State") State state,
    @JsonProperty("Msg") String msg,
    @JsonProperty("observedGeneration") long observedGeneration,
    @JsonProperty("Nodes") NodeCounts nodes,
    @JsonProperty("Results") List<Result> results,
    @JsonProperty("conditions") List<Condition> conditions) {

  public MyKindStatus {
    Objects.requireNonNull(state, "State");
    Objects.requireNonNull(msg, "Msg");
    Objects.requireNonNull(nodes, "Nodes");
    results = results == null ? List.of() : List.copyOf(results);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /**
   * RUNNING: not all targets have answered. SUCCESS: every online target has what is asked for.
   * ERROR: at least one has not.
   */
  public enum State {
    RUNNING,
    SUCCESS,
    ERROR
  }

  /**
   * How many nodes are how far.
   *
   * @param target nodes that are meant
   * @param applied of these, have what is asked for
   * @param failed of these, are online and have not
   * @param offline of these, cannot be reached
   * @param drifted of these, are online and others changed something there within the last hour, or
   *     it is not as it should be because of them; whether applied or failed
   */
  public record NodeCounts(
      @JsonProperty("Target") int target,
      @JsonProperty("Applied") int applied,
      @JsonProperty("Failed") int failed,
      @JsonProperty("Offline") int offline,
      @JsonProperty("Drifted") int drifted) {}

  /**
   * One answer and the nodes that gave it.
   *
   * @param nodes folded names, such as {@code node[1-2],master}
   * @param outcome Applied, Unchanged, Planned, Read, Refused, Failed, Conflict or Offline
   * @param drifted what others changed there; what could not be set right is among the problems
   */
  @JsonInclude(Include.NON_EMPTY)
  public record Result(
      @JsonProperty("Nodes") String nodes,
      @JsonProperty("Outcome") String outcome,
      @JsonProperty("Changes") List<ChangeRow> changes,
      @JsonProperty("Problems") List<ProblemRow> problems,
      @JsonProperty("Drifted") List<DriftRow> drifted) {

    public Result {
      Objects.requireNonNull(nodes, "Nodes");
      Objects.requireNonNull(outcome, "Outcome");
      changes = changes == null ? List.of() : List.copyOf(changes);
      problems = problems == null ? List.of() : List.copyOf(problems);
      drifted = drifted == null ? List.of() : List.copyOf(drifted);
    }
  }

  /** What became of one key; for a GET {@code Now} alone. */
  @JsonInclude(Include.NON_EMPTY)
  public record ChangeRow(
      @JsonProperty("Key") String key,
      @JsonProperty("Was") String was,
      @JsonProperty("Now") String now) {

    public ChangeRow {
      key = orEmpty(key);
      was = orEmpty(was);
      now = orEmpty(now);
    }
  }

  /** What is wrong with one key. */
  @JsonInclude(Include.NON_EMPTY)
  public record ProblemRow(
      @JsonProperty("Key") String key,
      @JsonProperty("Code") String code,
      @JsonProperty("Message") String message) {

    public ProblemRow {
      key = orEmpty(key);
      code = orEmpty(code);
      message = orEmpty(message);
    }
  }

  /** A key that others changed within the last hour, and that was set right. */
  @JsonInclude(Include.NON_EMPTY)
  public record DriftRow(@JsonProperty("Key") String key, @JsonProperty("Message") String message) {

    public DriftRow {
      key = orEmpty(key);
      message = orEmpty(message);
    }
  }

  /** Empty texts are left out when written; read back, they must be equal to what they were. */
  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
