package io.keelson.agent.host;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Looks whether the node's root is mounted where it must be, and can be written. */
public record HostRootCheck(Path root) {

  /** What is wrong, in one line; empty when all is well. */
  public Optional<String> fault() {
    return missing()
        .or(
            () ->
                Files.isWritable(root.resolve("etc"))
                    ? Optional.empty()
                    : Optional.of("the host root's etc cannot be written"));
  }

  /** What of the node's root is not there, in one line; empty when it is. */
  public Optional<String> missing() {
    if (!Files.isDirectory(root.resolve("etc"), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("the host root has no directory etc: is the node's root mounted there?");
    }
    if (!Files.isDirectory(root.resolve("proc/sys/kernel"))) {
      return Optional.of("the host root's proc/sys cannot be read");
    }
    return Optional.empty();
  }
}
