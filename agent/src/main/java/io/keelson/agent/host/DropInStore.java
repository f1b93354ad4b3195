package io.keelson.agent.host;

import io.keelson.agent.plan.DropIn;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.plan.LaterFiles.Later;
import io.keelson.setting.Content;
import io.keelson.setting.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The file of /etc/sysctl.d that keeps sysctls over a reboot. For the host thread. */
public final class DropInStore {

  private static final String DIRECTORY = "sysctl.d";
  private static final int LARGEST = 1024 * 1024;
  private static final FilePath ETC = new FilePath("/etc");
  private static final Place PLACE = new Place(new FilePath("/etc/sysctl.d/" + DropIn.NAME), ETC);

  /** In the order in which one hides the other. */
  private static final List<String> DIRECTORIES =
      List.of("/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d");

  private final Path hostRoot;
  private final FileStore files;

  public DropInStore(Path hostRoot, FileStore files) {
    this.hostRoot = hostRoot;
    this.files = files;
  }

  /** The file's text; empty when there is no file. */
  public Optional<String> read() throws HostException {
    if (!directoryExists()) {
      return Optional.empty();
    }
    return files.read(PLACE, LARGEST).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Fails when it cannot be written; changes nothing. */
  public void checkReplaceable() throws HostException {
    if (directoryExists()) {
      files.checkReplaceable(PLACE);
    }
  }

  /** A small node may have no sysctl.d yet. Taken back, it has none again. */
  public Made makeDirectory() throws HostException {
    try (Directory etc = Directory.below(hostRoot, ETC.names())) {
      etc.makeDirectory(DIRECTORY);
      etc.sync();
    } catch (ErrnoException e) {
      throw FileErrors.of(PLACE, e);
    }
    return new MadeDirectory();
  }

  public boolean directoryExists() throws HostException {
    try (Directory etc = Directory.below(hostRoot, ETC.names())) {
      return etc.status(DIRECTORY).isDirectory();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw FileErrors.of(PLACE, e);
    }
  }

  private final class MadeDirectory implements Made {

    @Override
    public void undo() throws HostException {
      try (Directory etc = Directory.below(hostRoot, ETC.names())) {
        etc.removeDirectory(DIRECTORY);
      } catch (ErrnoException e) {
        throw FileErrors.of(PLACE, e);
      }
    }

    @Override
    public void keep() {
      // It stays.
    }
  }

  /**
   * The files that systemd-sysctl(8) and sysctl(8) read after ours, in their order: by name, where
   * a name in an earlier directory hides the same name in a later one, and /etc/sysctl.conf last.
   * Links are left out: the usual one leads to /etc/sysctl.conf, and one to /dev/null to nothing.
   */
  public List<Later> later() {
    SortedMap<String, Optional<Later>> byName = new TreeMap<>();
    for (String directory : DIRECTORIES) {
      for (String name : names(directory)) {
        if (name.endsWith(".conf") && name.compareTo(DropIn.NAME) > 0) {
          byName.computeIfAbsent(name, n -> text(directory + "/" + n));
        }
      }
    }
    List<Later> later =
        new ArrayList<>(byName.values().stream().flatMap(Optional::stream).toList());
    text("/etc/sysctl.conf").ifPresent(later::add);
    return later;
  }

  private List<String> names(String directory) {
    try (Directory open = Directory.below(hostRoot, new FilePath(directory).names())) {
      return open.names();
    } catch (ErrnoException | IOException absent) {
      return List.of();
    }
  }

  private Optional<Later> text(String path) {
    if (FilePath.check("", path).isPresent()) {
      return Optional.empty();
    }
    FilePath file = new FilePath(path);
    FilePath top = new FilePath("/" + file.names().getFirst());
    try {
      return files
          .read(new Place(file, top), LARGEST)
          .map(bytes -> new Later(path, new String(bytes, StandardCharsets.UTF_8)));
    } catch (HostException unreadable) {
      return Optional.empty();
    }
  }

  public Made write(String text) throws HostException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return files.replace(
        PLACE, bytes, new FileState(Content.of(bytes).checksum(), 0644, 0, 0, bytes.length));
  }
}
