package io.keelson.agent.host;

import io.keelson.agent.host.Directory.OpenFile;
import io.keelson.agent.plan.boot.ConfigFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of the host's other programs, read as they read it: links are followed, but
 * never out of the host's root. What cannot be read is as if it were not there. Only to know what
 * those programs will do; nothing is written here. For any thread.
 */
public record ConfigFiles(Path hostRoot) {

  private static final int LARGEST = 1024 * 1024;

  /** Some work at the end of a walk. */
  private interface Work<T> {
    T of(Walk walk) throws ErrnoException, IOException;
  }

  /** A file and its real path; empty when it is none, or larger than 1 MiB. */
  public Optional<ConfigFile> read(String path) {
    return walk(walk ->
            walk.file(path, ConfigFiles::text).map(text -> new ConfigFile(walk.path(), text)))
        .flatMap(file -> file);
  }

  private static Optional<String> text(Directory directory, String name) throws ErrnoException {
    try (OpenFile file = directory.openForRead(name)) {
      if (!file.status().isRegular()) {
        return Optional.empty();
      }
      byte[] bytes = file.readAll(LARGEST);
      return bytes.length > LARGEST
          ? Optional.empty()
          : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** The names in a directory, sorted; none when there is no such directory. */
  public List<String> names(String directory) {
    return walk(walk -> walk.directory(directory).names().stream().sorted().toList())
        .orElse(List.of());
  }

  /** Whether there is anything at a path. */
  public boolean exists(String path) {
    return walk(walk -> walk.file(path, Directory::has)).orElse(false);
  }

  private <T> Optional<T> walk(Work<T> work) {
    try (Walk walk = new Walk(HostRoot.of(hostRoot).open())) {
      return Optional.of(work.of(walk));
    } catch (ErrnoException | IOException unreadable) {
      return Optional.empty();
    }
  }
}
