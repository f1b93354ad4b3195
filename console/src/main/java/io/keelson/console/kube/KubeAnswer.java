package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the API server answered. */
public sealed interface KubeAnswer {

  /** It did what was asked. */
  record Ok(int code, JsonNode body) implements KubeAnswer {

    /** Without the body: it may be a token or a Secret. */
    @Override
    public String toString() {
      return "ok " + code;
    }
  }

  /**
   * It did not.
   *
   * @param code HTTP status
   * @param reason CamelCase, as in {@code Status.reason}; may be empty
   * @param message its own words
   * @param causes by field
   */
  record Refused(
      int code, String reason, String message, List<Cause> causes, Optional<Duration> retryAfter)
      implements KubeAnswer {
    public Refused {
      causes = List.copyOf(causes);
    }
  }

  /** No answer came; why, in words. */
  record Unreachable(String why) implements KubeAnswer {}

  /** One field that was refused. */
  record Cause(String field, String message) {}
}
