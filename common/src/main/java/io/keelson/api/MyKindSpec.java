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
 * @param dryRun true: report what would change, change nothing; absent: false
 * @param paused true: start no call; absent: false
 */
public record MyKindSpec(
    @JsonProperty("Workers") List<Worker> workers,
    @JsonProperty("NodeSelector") @Nullable NodeSelector nodeSelector,
    @JsonProperty("Http") Http http,
    @JsonProperty("DryRun") Boolean dryRun,
    @JsonProperty("Paused") Boolean paused) {

  public MyKindSpec {
    workers = workers == null ? List.of() : List.copyOf(workers);
    Objects.requireNonNull(http, "Http");
    dryRun = dryRun != null && dryRun;
    paused = paused != null && paused;
  }

  /** One node by name. */
  public record Worker(@JsonProperty("Name") String name) {

    public Worker {
      Objects.requireNonNull(name, "Name");
    }
  }
}
