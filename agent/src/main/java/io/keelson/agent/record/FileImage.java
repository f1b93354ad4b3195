package io.keelson.agent.record;

import io.keelson.agent.plan.FileState;
import java.util.Map;

/**
 * A file as it was. Its bytes are kept beside the record by their checksum.
 *
 * @param attributes extended attributes by name, such as the SELinux label
 */
public record FileImage(FileState state, Map<String, byte[]> attributes) {

  public FileImage {
    attributes = Map.copyOf(attributes);
  }

  public static FileImage of(FileState state) {
    return new FileImage(state, Map.of());
  }

  /** What its bytes are kept by: 64 hexadecimal digits. */
  public String sha256() {
    return state.checksum().substring("sha256:".length());
  }
}
