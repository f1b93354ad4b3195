package io.keelson.agent.host;

import io.keelson.policy.PolicySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file of the agent's own container, such as a key of a mounted ConfigMap, which Kubernetes
 * replaces as a whole by turning a link. For any thread.
 */
public record MountedFile(Path path, int largest) implements PolicySource {

  @Override
  public byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(largest + 1);
    }
  }

  @Override
  public String name() {
    return path.toString();
  }
}
