package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.CONTENT_TOO_LARGE;
import static io.keelson.problem.ProblemCode.FS_IMMUTABLE;
import static io.keelson.problem.ProblemCode.PATH_NOT_ALLOWED;
import static io.keelson.problem.ProblemCode.PATH_NOT_REGULAR;
import static io.keelson.problem.ProblemCode.PATH_SYMLINK;

import io.keelson.agent.host.Directory.OpenFile;
import io.keelson.agent.plan.FileState;
import io.keelson.setting.Content;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files below the host's root, opened name by name from its descriptor, never through a link. For
 * the host thread.
 */
public final class LinuxFileStore implements FileStore {

  /** A larger file is no configuration file, and reading it would hold everything up. */
  private static final int LARGEST_READ = 8 * 1024 * 1024;

  private final Path hostRoot;
  private final FileErrors errors;
  private final Replacements replacements;
  private final long ownId = Posix.geteuid();

  public LinuxFileStore(Path hostRoot) {
    this(hostRoot, Directory::sync);
  }

  /** With another way to make a change last, so that a test can let it fail. */
  LinuxFileStore(Path hostRoot, Replacements.Sync sync) {
    this.hostRoot = hostRoot;
    this.errors = new FileErrors();
    this.replacements = new Replacements(sync);
  }

  @Override
  public Optional<FileState> observe(Place place) throws HostException {
    try (Directory parent = parent(place)) {
      if (status(place, parent).isEmpty()) {
        return Optional.empty();
      }
      try (OpenFile file = parent.openForRead(place.name())) {
        // Asked again of what was opened: the name may lead to something else by now.
        FileStatus status = file.status();
        checkRegular(place, status);
        String checksum = Content.of(bytes(place, file, LARGEST_READ)).checksum();
        return Optional.of(
            new FileState(
                checksum, status.permissions(), status.owner(), status.group(), status.size()));
      }
    } catch (ErrnoException e) {
      throw errors.of(place, e);
    }
  }

  @Override
  public Optional<byte[]> read(Place place, int most) throws HostException {
    try (Directory parent = parent(place)) {
      if (status(place, parent).isEmpty()) {
        return Optional.empty();
      }
      try (OpenFile file = parent.openForRead(place.name())) {
        checkRegular(place, file.status());
        return Optional.of(bytes(place, file, most));
      }
    } catch (ErrnoException e) {
      throw errors.of(place, e);
    }
  }

  @Override
  public void checkReplaceable(Place place) throws HostException {
    try (Directory parent = parent(place)) {
      checkReplaceable(place, parent);
    } catch (ErrnoException e) {
      throw errors.of(place, e);
    }
  }

  @Override
  public Made replace(Place place, byte[] content, FileState state) throws HostException {
    try {
      Directory parent = parent(place);
      try {
        replacements.removeLeftovers(parent);
        Optional<FileStatus> old = checkReplaceable(place, parent);
        return replacements.replace(place, parent, old, content, state, errors);
      } catch (ErrnoException | HostException | RuntimeException e) {
        parent.close();
        throw e;
      }
    } catch (ErrnoException e) {
      throw errors.of(place, e);
    }
  }

  /** The directory of a file, after a look at each one on the way. */
  private Directory parent(Place place) throws HostException, ErrnoException {
    Directory current = Directory.root(hostRoot);
    for (String name : place.parents()) {
      try (Directory above = current) {
        current = child(place, above, name);
      }
    }
    return current;
  }

  private Directory child(Place place, Directory above, String name)
      throws HostException, ErrnoException {
    try {
      return above.child(name);
    } catch (ErrnoException e) {
      throw errors.ofParent(place, name, isLink(above, name), e);
    }
  }

  private static boolean isLink(Directory above, String name) {
    try {
      return above.status(name).isLink();
    } catch (ErrnoException absent) {
      return false;
    }
  }

  private Optional<FileStatus> checkReplaceable(Place place, Directory parent)
      throws HostException, ErrnoException {
    checkParents(place);
    FileStatus directory = parent.status();
    Optional<FileStatus> old = status(place, parent);
    if (directory.fixed() || old.filter(FileStatus::fixed).isPresent()) {
      throw new HostException(
          FS_IMMUTABLE,
          place.path().text(),
          place.path().text()
              + " or its directory is marked immutable or append-only: take the mark off (chattr) first");
    }
    if (old.isPresent() && hasOtherNames(parent, old.get())) {
      throw new HostException(
          PATH_NOT_REGULAR,
          place.path().text(),
          place.path().text() + " has other names (hard links): remove them first");
    }
    return old;
  }

  /** What a crash left behind is no other name: else the file could never be changed again. */
  private boolean hasOtherNames(Directory parent, FileStatus file) {
    return file.links() > 1 && file.links() - replacements.leftoverNames(parent, file) > 1;
  }

  /**
   * No directory on the way may be one that an unprivileged user can write, nor on another file
   * system.
   */
  private void checkParents(Place place) throws HostException, ErrnoException {
    int depth = place.root().names().size();
    long mount = -1;
    Directory current = Directory.root(hostRoot);
    try {
      for (int i = 0; i < place.parents().size(); i++) {
        try (Directory above = current) {
          current = child(place, above, place.parents().get(i));
        }
        FileStatus status = current.status();
        if (status.isWritableByOthers() || (status.owner() != 0 && status.owner() != ownId)) {
          throw notAllowed(place, "lies in a directory that others than root can write");
        }
        if (i + 1 == depth) {
          mount = status.mount();
        } else if (i + 1 > depth && status.mount() != mount) {
          throw notAllowed(place, "lies on another file system than " + place.root().text());
        }
      }
      Optional<FileStatus> old = status(place, current);
      if (old.isPresent() && old.get().mount() != mount) {
        throw notAllowed(place, "lies on another file system than " + place.root().text());
      }
    } finally {
      current.close();
    }
  }

  private static HostException notAllowed(Place place, String why) {
    return new HostException(
        PATH_NOT_ALLOWED, place.path().text(), place.path().text() + " " + why);
  }

  private Optional<FileStatus> status(Place place, Directory parent)
      throws HostException, ErrnoException {
    try {
      FileStatus status = parent.status(place.name());
      checkRegular(place, status);
      return Optional.of(status);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void checkRegular(Place place, FileStatus status) throws HostException {
    String path = place.path().text();
    if (status.isLink()) {
      throw new HostException(
          PATH_SYMLINK, path, path + " is a symbolic link: name the file it leads to");
    }
    if (!status.isRegular()) {
      throw new HostException(
          PATH_NOT_REGULAR, path, path + " is a directory or device, not a file: name a file");
    }
  }

  private static byte[] bytes(Place place, OpenFile file, int most)
      throws HostException, ErrnoException {
    byte[] bytes = file.readAll(most);
    if (bytes.length > most) {
      throw new HostException(
          CONTENT_TOO_LARGE,
          place.path().text(),
          place.path().text() + " holds more than " + most + " bytes already: it is left alone");
    }
    return bytes;
  }
}
