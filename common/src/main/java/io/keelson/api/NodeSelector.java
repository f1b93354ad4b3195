package io.keelson.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A standard label selector: all of it must hold.
 *
 * @param matchLabels labels and the values they must have
 * @param matchExpressions further requirements
 */
public record NodeSelector(
    @JsonProperty("matchLabels") Map<String, String> matchLabels,
    @JsonProperty("matchExpressions") List<Requirement> matchExpressions) {

  public NodeSelector {
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
  }

  /** One requirement on one label. */
  public record Requirement(
      @JsonProperty("key") String key,
      @JsonProperty("operator") Operator operator,
      @JsonProperty("values") List<String> values) {

    public Requirement {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(operator, "operator");
      values = values == null ? List.of() : List.copyOf(values);
    }
  }

  /**
   * How a label's value is compared; as in Kubernetes, NotIn also holds where the label is absent.
   */
  public enum Operator {
    @JsonProperty("In")
    IN,
    @JsonProperty("NotIn")
    NOT_IN,
    @JsonProperty("Exists")
    EXISTS,
    @JsonProperty("DoesNotExist")
    DOES_NOT_EXIST
  }
}
