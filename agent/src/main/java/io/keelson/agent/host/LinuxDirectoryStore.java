package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.HOST_ERROR;
import static io.keelson.problem.ProblemCode.PATH_PARENT_MISSING;

import io.keelson.setting.FilePath;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Directories below the host's root, each made or removed in one that was opened and checked. */
public final class LinuxDirectoryStore implements DirectoryStore {

  private static final int MODE = 0755;

  /** It is not there, not empty, or something else by now. */
  private static final Set<Integer> NOT_OURS =
      Set.of(Errno.ENOENT, Errno.ENOTEMPTY, Errno.EEXIST, Errno.ENOTDIR, Errno.ELOOP);

  private final HostRoot hostRoot;
  private final Way way;
  private final long ownId = Posix.geteuid();

  public LinuxDirectoryStore(HostRoot hostRoot) {
    this.hostRoot = hostRoot;
    this.way = new Way(hostRoot);
  }

  /** What is done in the directory above. */
  private interface Change {
    void in(Directory above) throws ErrnoException;
  }

  @Override
  public List<FilePath> missing(Place place) throws HostException {
    try {
      int there = way.depth(place);
      if (there < place.root().names().size() - 1) {
        throw new HostException(
            PATH_PARENT_MISSING,
            place.path().text(),
            "%s: this node has no directory \"%s\", and the policy has directories made only from %s downwards: make it there first"
                .formatted(place.path().text(), place.parents().get(there), place.root().text()));
      }
      if (place.parents().size() - there > MOST) {
        throw FileErrors.tooDeep(place);
      }
      return place.directories().subList(there, place.parents().size());
    } catch (ErrnoException e) {
      throw FileErrors.of(place, e);
    }
  }

  @Override
  public Made make(Place place, FilePath directory) throws HostException {
    String name = directory.names().getLast();
    try (Directory above = way.toWrite(place, directory.names().size() - 1)) {
      above.makeDirectory(name, MODE);
      try {
        dress(above, name);
        above.sync();
      } catch (ErrnoException | RuntimeException e) {
        PutBack.after(e, directory.text(), () -> above.removeDirectory(name));
        throw e;
      }
      return new MadeDirectory(directory);
    } catch (ErrnoException e) {
      throw e.errno() == Errno.EEXIST ? madeMeanwhile(directory) : FileErrors.of(place, e);
    }
  }

  /** Whatever the process's umask and the set-group-id of the directory above have made of it. */
  private void dress(Directory above, String name) throws ErrnoException {
    try (Directory made = above.child(name)) {
      if (ownId == 0 && made.status().group() != 0) {
        made.setOwner(0, 0);
      }
      if (made.status().permissions() != MODE) {
        made.setMode(MODE);
      }
    }
  }

  private static HostException madeMeanwhile(FilePath directory) {
    return new HostException(
        HOST_ERROR, directory.text(), directory.text() + " was made by somebody else meanwhile");
  }

  @Override
  public void takeBack(FilePath directory) throws HostException {
    inParent(
        directory,
        above -> {
          above.removeDirectory(directory.names().getLast());
          above.sync();
        });
  }

  @Override
  public void removeUnused(FilePath directory) throws HostException {
    removeIf(directory, this::isAsMade);
  }

  @Override
  public void removeUnused(FilePath directory, String identity) throws HostException {
    removeIf(
        directory,
        status -> isAsMade(status) && !identity.isEmpty() && identity(status).equals(identity));
  }

  private void removeIf(FilePath directory, Predicate<FileStatus> unused) throws HostException {
    String name = directory.names().getLast();
    inParent(
        directory,
        above -> {
          if (unused.test(above.status(name))) {
            above.removeDirectory(name);
            above.sync();
          }
        });
  }

  @Override
  public String identity(FilePath directory) {
    List<String> names = directory.names();
    try (Directory above = hostRoot.open(names.subList(0, names.size() - 1))) {
      return identity(above.status(names.getLast()));
    } catch (ErrnoException unseen) {
      return "";
    }
  }

  private static String identity(FileStatus status) {
    return status.born() == 0 ? "" : status.inode() + " " + status.born();
  }

  private boolean isAsMade(FileStatus status) {
    return status.isDirectory() && status.permissions() == MODE && status.owner() == ownId;
  }

  private void inParent(FilePath directory, Change change) throws HostException {
    List<String> names = directory.names();
    try (Directory above = hostRoot.open(names.subList(0, names.size() - 1))) {
      change.in(above);
    } catch (ErrnoException e) {
      if (!NOT_OURS.contains(e.errno())) {
        throw new HostException(
            HOST_ERROR, directory.text(), directory.text() + ": " + e.getMessage());
      }
    }
  }

  private final class MadeDirectory implements Made {

    private final FilePath directory;

    MadeDirectory(FilePath directory) {
      this.directory = directory;
    }

    @Override
    public void undo() throws HostException {
      takeBack(directory);
    }

    @Override
    public boolean keep() {
      return true;
    }
  }
}
