package io.keelson.agent.host;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks whether the node's root is mounted where it must be, and whether we may write there. */
public record HostRootCheck(Path root) {

  /** What is wrong, in one line; empty when all is well. */
  public Optional<String> fault() {
    return missing().or(this::unwritable);
  }

  /**
   * Read-only is how some nodes are made: sysctls can be set there, and each call says the rest.
   */
  private Optional<String> unwritable() {
    try (Directory etc = HostRoot.of(root).open(List.of("etc"))) {
      etc.checkWritable();
      return Optional.empty();
    } catch (ErrnoException e) {
      return e.errno() == Errno.EROFS
          ? Optional.empty()
          : Optional.of("the host root's etc cannot be written: " + e.words());
    }
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
