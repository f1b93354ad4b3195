package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.FS_FULL;
import static io.keelson.problem.ProblemCode.FS_READ_ONLY;
import static io.keelson.problem.ProblemCode.HOST_ERROR;

import io.keelson.setting.FilePath;
import java.util.List;
import java.util.Optional;

/**
 * A directory of the host that only Keelson writes to, found name by name without following a link.
 * The one above must be there: on a node it is, and where it is not, this is no node. For any
 * thread.
 */
final class OwnDirectory {

  private final HostRoot hostRoot;
  private final FilePath path;
  private final int permissions;
  private final long ownId = Posix.geteuid();

  /**
   * @param path such as /var/lib/keelson
   * @param permissions that it is made with, and brought back to
   */
  OwnDirectory(HostRoot hostRoot, String path, int permissions) {
    this.hostRoot = hostRoot;
    this.path = new FilePath(path);
    this.permissions = permissions;
  }

  /** Some work in the directory. */
  interface Work<T> {
    T in(Directory directory) throws ErrnoException, HostException;
  }

  /** Does work in it; makes it first when it is missing. */
  <T> T use(Work<T> work) throws HostException {
    try (Directory above = above()) {
      try (Directory own = openOrMake(above)) {
        return work.in(own);
      }
    } catch (ErrnoException e) {
      throw failure(e);
    }
  }

  /** Does work in it; empty when there is no such directory. */
  <T> Optional<T> useIfThere(Work<T> work) throws HostException {
    try (Directory above = above()) {
      if (!above.has(name())) {
        return Optional.empty();
      }
      try (Directory own = checked(above.child(name()))) {
        return Optional.of(work.in(own));
      }
    } catch (ErrnoException e) {
      throw failure(e);
    }
  }

  private Directory above() throws ErrnoException {
    List<String> names = path.names();
    return hostRoot.open(names.subList(0, names.size() - 1));
  }

  private Directory openOrMake(Directory above) throws ErrnoException, HostException {
    if (!above.has(name())) {
      above.makeDirectory(name(), permissions);
      above.sync();
    }
    return checked(above.child(name()));
  }

  /** Closes it again when it is somebody else's. */
  private Directory checked(Directory directory) throws ErrnoException, HostException {
    try {
      FileStatus status = directory.status();
      if (status.owner() != 0 && status.owner() != ownId) {
        throw new HostException(
            HOST_ERROR, path.text(), path.text() + " belongs to another user than root");
      }
      if (status.permissions() != permissions) {
        directory.setMode(permissions);
      }
      return directory;
    } catch (ErrnoException | HostException e) {
      directory.close();
      throw e;
    }
  }

  private String name() {
    return path.names().getLast();
  }

  /** Never final: what is asked for is not wrong, the node's own directory is. */
  private HostException failure(ErrnoException e) {
    String code =
        switch (e.errno()) {
          case Errno.ENOSPC, Errno.EDQUOT -> FS_FULL;
          case Errno.EROFS -> FS_READ_ONLY;
          default -> HOST_ERROR;
        };
    String hint =
        e.errno() == Errno.ELOOP || e.errno() == Errno.ENOTDIR
            ? " (it, or a directory above it, is a link or no directory)"
            : "";
    return new HostException(code, path.text(), path.text() + ": " + e.getMessage() + hint);
  }
}
