package io.keelson.agent.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Remembers what was not yet made to last, and takes it away when the power goes: the bytes of
 * files and, if wanted, the names in directories. Kernel values are not on a disk and are left to
 * the test.
 */
public final class PowerCut implements HostRoot.Tap {

  /** What is done to have a directory as it was before one change. */
  private interface Back {
    void run() throws IOException;
  }

  private record Named(Path directory, Back back) {}

  private final Path root;
  private final Path stash;
  private final boolean losesNames;

  /** What files that have been written to since hold on the disk, by inode. */
  private final Map<Object, byte[]> unsynced = new HashMap<>();

  private final Deque<Named> names = new ArrayDeque<>();
  private int stashed;

  /**
   * @param stash an empty directory on the same file system
   */
  public PowerCut(Path root, Path stash, boolean losesNames) {
    this.root = root;
    this.stash = stash;
    this.losesNames = losesNames;
  }

  @Override
  public void before(String call, int descriptor, String name, String to) {
    try {
      Path of = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      if (of.startsWith(root.resolve("proc"))) {
        return;
      }
      switch (call) {
        case "write", "truncate" ->
            written(name.isEmpty() ? of : of.resolve(name), descriptor, name);
        case "fsync" -> synced(of, descriptor);
        case "create" -> names.push(new Named(of, () -> Files.deleteIfExists(of.resolve(name))));
        case "mkdir" -> names.push(new Named(of, () -> Files.deleteIfExists(of.resolve(name))));
        case "rmdir" -> removed(of.resolve(name), of);
        case "link" -> names.push(new Named(of, () -> Files.deleteIfExists(of.resolve(to))));
        case "unlink" -> unlinked(of.resolve(name), of);
        case "rename" -> renamed(of.resolve(name), of.resolve(to), of);
        default -> {
          // Mode and owner go with the bytes: they are set before the file has its name.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void written(Path path, int descriptor, String name) throws IOException {
    Path file = name.isEmpty() ? Path.of("/proc/self/fd/" + descriptor) : path;
    Object inode = Files.getAttribute(file, "unix:ino");
    if (!unsynced.containsKey(inode)) {
      unsynced.put(inode, Files.readAllBytes(file));
    }
  }

  private void synced(Path path, int descriptor) throws IOException {
    Path open = Path.of("/proc/self/fd/" + descriptor);
    if (Files.isDirectory(open)) {
      names.removeIf(each -> each.directory.equals(path));
    } else {
      unsynced.remove(Files.getAttribute(open, "unix:ino"));
    }
  }

  /** It is this very directory that comes back; another one is there to be removed. */
  private void removed(Path path, Path directory) throws IOException {
    if (!isEmpty(path)) {
      return;
    }
    Path kept = Files.move(path, stash.resolve("kept" + stashed++));
    Files.createDirectory(path);
    names.push(new Named(directory, () -> Files.move(kept, path)));
  }

  private static boolean isEmpty(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  private void unlinked(Path path, Path directory) throws IOException {
    Path kept = keep(path);
    names.push(new Named(directory, () -> Files.createLink(path, kept)));
  }

  private void renamed(Path from, Path to, Path directory) throws IOException {
    boolean replaces = Files.exists(to, LinkOption.NOFOLLOW_LINKS);
    Path old = replaces ? keep(to) : to;
    names.push(
        new Named(
            directory,
            () -> {
              Files.move(to, from, StandardCopyOption.REPLACE_EXISTING);
              if (replaces) {
                Files.createLink(to, old);
              }
            }));
  }

  private Path keep(Path path) throws IOException {
    return Files.createLink(stash.resolve("kept" + stashed++), path);
  }

  /** The power goes. */
  public void happen() throws IOException {
    if (losesNames) {
      for (Named each : List.copyOf(names)) {
        // With a directory whose removal lasts, all that was in it has gone.
        if (Files.isDirectory(each.directory)) {
          each.back.run();
        }
      }
    }
    for (int i = 0; i < stashed; i++) {
      Files.deleteIfExists(stash.resolve("kept" + i));
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        byte[] synced = unsynced.get(Files.getAttribute(path, "unix:ino"));
        if (synced != null) {
          Files.write(path, synced);
        }
      }
    }
  }
}
