package io.keelson.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keelson.setting.Parameter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A parameter as a person writes it in a MyKind; see {@link Parameter} for what each field means.
 */
public record MyKindParameter(
    @JsonProperty("Key") String key,
    @JsonProperty("Value") @Nullable String value,
    @JsonProperty("Mode") @Nullable String mode,
    @JsonProperty("Owner") @Nullable Long owner,
    @JsonProperty("Group") @Nullable Long group,
    @JsonProperty("Encoding") @Nullable String encoding) {

  public MyKindParameter {
    Objects.requireNonNull(key, "Key");
  }

  /** The same with another value, as it goes to a node. */
  public Parameter withValue(@Nullable String expanded) {
    return new Parameter(key, expanded, mode, owner, group, encoding);
  }
}
