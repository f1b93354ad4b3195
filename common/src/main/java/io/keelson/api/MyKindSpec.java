package io.keelson.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a MyKind asks for.
 *
 * @param workers the nodes by name; absent or empty: every node
 * @param nodeSelector narrows the nodes by label; absent: no narrowing
 * @param http the call that each of them gets
 * @param deletionPolicy what becomes of the nodes when the MyKind is deleted; absent: Revert
 * @param dryRun true: report what would change, change nothing; absent: false
 * @param paused true: start no call; absent: false
 */
public record MyKindSpec(
    @JsonProperty("Workers") List<Worker> workers,
    @JsonProperty("NodeSelector") @Nullable NodeSelector nodeSelector,
    @JsonProperty("Http") Http http,
    @JsonProperty("DeletionPolicy") DeletionPolicy deletionPolicy,
    @JsonProperty("DryRun") Boolean dryRun,
    @JsonProperty("Paused") Boolean paused) {

  public MyKindSpec {
    workers = workers == null ? List.of() : List.copyOf(workers);
    Objects.requireNonNull(http, "Http");
    deletionPolicy = deletionPolicy == null ? DeletionPolicy.REVERT : deletionPolicy;
    dryRun = dryRun != null && dryRun;
    paused = paused != null && paused;
  }

  /** The same with another call. */
  public MyKindSpec with(Http other) {
    return new MyKindSpec(workers, nodeSelector, other, deletionPolicy, dryRun, paused);
  }

  /** What becomes of the nodes when the MyKind is deleted. */
  public enum DeletionPolicy {
    /** They get back what was there before it. */
    @JsonProperty("Revert")
    REVERT,
    /** They stay as they are, and nobody keeps them so any more. */
    @JsonProperty("Keep")
    KEEP
  }

  /** One node by name. */
  public record Worker(@JsonProperty("Name") String name) {

    public Worker {
      Objects.requireNonNull(name, "Name");
    }
  }
}
