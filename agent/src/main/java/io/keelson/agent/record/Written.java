package io.keelson.agent.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import org.jspecify.annotations.Nullable;

/** What Keelson made of a key: what it should be now. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Written.Sysctl.class, name = "sysctl"),
  @JsonSubTypes.Type(value = Written.Hostname.class, name = "hostname"),
  @JsonSubTypes.Type(value = Written.File.class, name = "file")
})
public sealed interface Written {

  /** A kernel parameter, and its line in our own file of sysctl.d. */
  record Sysctl(String value) implements Written {}

  /** The node's name, in the kernel and in /etc/hostname. */
  record Hostname(String name) implements Written {}

  /**
   * A file.
   *
   * @param root the allowed directory that it was written below
   * @param state null when it shall not be there
   */
  record File(String root, @Nullable FileState state) implements Written {}

  /** The file whose bytes are needed to set it right; null when there is none. */
  default @Nullable FileImage image() {
    return this instanceof File file && file.state != null ? FileImage.of(file.state) : null;
  }
}
