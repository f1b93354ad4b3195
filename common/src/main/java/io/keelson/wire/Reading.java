package io.keelson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answer to a GET of an Api: what the node has. */
public record Reading(String node, List<Value> values) {

  public Reading {
    Objects.requireNonNull(node, "node");
    values = List.copyOf(Objects.requireNonNull(values, "values"));
  }

  /**
   * One key's value, or the problem with reading it.
   *
   * @param value for a file its checksum, mode, owner and size, or {@code absent}; null when there
   *     is a problem
   * @param code the problem's code; null when there is a value
   * @param message the problem in a sentence; null when there is a value
   */
  @JsonInclude(Include.NON_NULL)
  public record Value(
      String key, @Nullable String value, @Nullable String code, @Nullable String message) {

    public Value {
      Objects.requireNonNull(key, "key");
    }

    public static Value of(String key, String value) {
      return new Value(key, value, null, null);
    }

    public static Value problem(String key, String code, String message) {
      return new Value(key, null, code, message);
    }
  }
}
