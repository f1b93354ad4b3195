package io.keelson.agent.plan;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file as it was. Its bytes are kept beside the record by their checksum.
 *
 * @param attributes extended attributes by name, in base64: POSIX ACL and SELinux label are among
 *     them
 */
public record FileImage(FileState state, Map<String, String> attributes) {

  public FileImage {
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  public static FileImage of(FileState state) {
    return new FileImage(state, Map.of());
  }

  /** What its bytes are kept by: 64 hexadecimal digits. */
  public String sha256() {
    return state.checksum().substring("sha256:".length());
  }
}
