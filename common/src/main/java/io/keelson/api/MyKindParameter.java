package io.keelson.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.keelson.setting.Parameter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A parameter as a person writes it in a MyKind; see {@link Parameter} for what each field means.
 *
 * @param valueFrom file only, instead of a value: where the content is
 */
public record MyKindParameter(
    @JsonProperty("Key") String key,
    @JsonProperty("Value") @Nullable String value,
    @JsonProperty("Mode") @Nullable String mode,
    @JsonProperty("Owner") @Nullable Long owner,
    @JsonProperty("Group") @Nullable Long group,
    @JsonProperty("Encoding") @Nullable String encoding,
    @JsonProperty("Ensure") @Nullable String ensure,
    @JsonProperty("ValueFrom") @Nullable ValueSource valueFrom) {

  private static final String SECRETS_MODE = "0600";
  private static final Long ROOT = 0L;

  public MyKindParameter {
    Objects.requireNonNull(key, "Key");
  }

  /** One whose value, if it has one, stands in the MyKind. */
  public MyKindParameter(
      String key,
      @Nullable String value,
      @Nullable String mode,
      @Nullable Long owner,
      @Nullable Long group,
      @Nullable String encoding) {
    this(key, value, mode, owner, group, encoding, null, null);
  }

  /** The same with another value, as it goes to a node. */
  public Parameter withValue(@Nullable String expanded) {
    return new Parameter(key, expanded, mode, owner, group, encoding, ensure);
  }

  /** The same with what its source holds, in Base64; a Secret's is for root only. */
  public MyKindParameter sourced(String base64) {
    boolean isSecret = valueFrom != null && valueFrom.secret() != null;
    return new MyKindParameter(
        key,
        base64,
        mode == null && isSecret ? SECRETS_MODE : mode,
        // The file may be somebody's by now, who would get the Secret with it.
        owner == null && isSecret ? ROOT : owner,
        group == null && isSecret ? ROOT : group,
        "Base64",
        ensure,
        null);
  }
}
