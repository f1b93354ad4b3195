package io.keelson.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a value comes from, in the namespace of the MyKind: exactly one of the two.
 *
 * @param configMap an entry of a ConfigMap's {@code data} or {@code binaryData}
 * @param secret an entry of a Secret's {@code data}
 */
public record ValueSource(
    @JsonProperty("ConfigMapKeyRef") @Nullable KeyRef configMap,
    @JsonProperty("SecretKeyRef") @Nullable KeyRef secret) {

  /** An entry of an object. */
  public record KeyRef(@JsonProperty("Name") String name, @JsonProperty("Key") String key) {

    public KeyRef {
      Objects.requireNonNull(name, "Name");
      Objects.requireNonNull(key, "Key");
    }
  }
}
