package io.keelson.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * A standard condition, so that {@code kubectl wait --for=condition=Ready} works.
 *
 * @param status True, False or Unknown
 * @param lastTransitionTime RFC 3339, when status last changed
 * @param reason one CamelCase word
 */
public record Condition(
    @JsonProperty("type") String type,
    @JsonProperty("status") String status,
    @JsonProperty("observedGeneration") long observedGeneration,
    @JsonProperty("lastTransitionTime") String lastTransitionTime,
    @JsonProperty("reason") String reason,
    @JsonProperty("message") String message) {

  /** Every online target has what is asked for. */
  public static final String READY = "Ready";

  /** Some target has not answered yet. */
  public static final String PROGRESSING = "Progressing";

  /** Something is wrong that a person should look at. */
  public static final String DEGRADED = "Degraded";

  /** What is applied will be so after a reboot too. */
  public static final String PERSISTENT = "Persistent";

  public Condition {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(lastTransitionTime, "lastTransitionTime");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
  }
}
