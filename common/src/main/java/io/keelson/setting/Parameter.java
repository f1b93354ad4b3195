package io.keelson.setting;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One parameter as it was written, not yet checked.
 *
 * @param key sysctl key, the word {@code hostname}, or an absolute file path
 * @param value what the key shall hold; absent when it is only read
 * @param mode file only: four octal digits, for example {@code 0644}; absent: 0644
 * @param owner file only: numeric user id; absent: kept, or 0 for a new file
 * @param group file only: numeric group id; absent: kept, or 0 for a new file
 * @param encoding file only: {@code Text} (default) or {@code Base64}
 * @param ensure file only: {@code Present} (default) or {@code Absent}, which goes with none of the
 *     others but the key
 */
@JsonInclude(Include.NON_NULL)
public record Parameter(
    String key,
    @Nullable String value,
    @Nullable String mode,
    @Nullable Long owner,
    @Nullable Long group,
    @Nullable String encoding,
    @Nullable String ensure) {

  public Parameter {
    Objects.requireNonNull(key, "key");
  }

  /** A file that is to be there. */
  public Parameter(
      String key,
      @Nullable String value,
      @Nullable String mode,
      @Nullable Long owner,
      @Nullable Long group,
      @Nullable String encoding) {
    this(key, value, mode, owner, group, encoding, null);
  }

  /** A file that is not to be there. */
  public static Parameter absent(String path) {
    return new Parameter(path, null, null, null, null, null, "Absent");
  }

  /** A parameter of a sysctl or hostname, or a file with the defaults. */
  public static Parameter of(String key, String value) {
    return new Parameter(key, value, null, null, null, null);
  }
}
