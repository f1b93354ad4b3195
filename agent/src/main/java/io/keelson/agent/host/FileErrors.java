package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.FS_FULL;
import static io.keelson.problem.ProblemCode.FS_IMMUTABLE;
import static io.keelson.problem.ProblemCode.FS_READ_ONLY;
import static io.keelson.problem.ProblemCode.HOST_ERROR;
import static io.keelson.problem.ProblemCode.PATH_NOT_REGULAR;
import static io.keelson.problem.ProblemCode.PATH_PARENT_MISSING;
import static io.keelson.problem.ProblemCode.PATH_SYMLINK;

/** What a failed system call on a file means to the one who asked. */
public final class FileErrors {

  private FileErrors() {}

  static HostException of(Place place, ErrnoException e) {
    String path = place.path().text();
    return switch (e.errno()) {
      case Errno.ENOSPC, Errno.EDQUOT ->
          new HostException(FS_FULL, path, path + ": no room on this node: " + e.words());
      case Errno.EROFS ->
          new HostException(
              FS_READ_ONLY, path, path + ": its file system is read-only on this node");
      case Errno.EPERM ->
          new HostException(
              FS_IMMUTABLE, path, path + ": this node does not let it be replaced: " + e.words());
      case Errno.ELOOP -> link(place);
      case Errno.EISDIR, Errno.ENXIO -> notRegular(place);
      default -> new HostException(HOST_ERROR, path, path + ": " + e.getMessage());
    };
  }

  /** The last name is a link. */
  static HostException link(Place place) {
    String path = place.path().text();
    return new HostException(
        PATH_SYMLINK, path, path + " is a symbolic link: name the file it leads to");
  }

  /** What is there is no file. */
  static HostException notRegular(Place place) {
    String path = place.path().text();
    return new HostException(
        PATH_NOT_REGULAR, path, path + " is a directory or device, not a file: name a file");
  }

  /** A directory on the way could not be opened. */
  static HostException ofParent(Place place, String name, boolean link, ErrnoException e) {
    String path = place.path().text();
    if (link || e.errno() == Errno.ELOOP) {
      return new HostException(
          PATH_SYMLINK,
          path,
          path + ": \"" + name + "\" is a symbolic link: write the path without links");
    }
    if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
      return new HostException(
          PATH_PARENT_MISSING,
          path,
          "%s: this node has no directory \"%s\": make it first, or let the policy have it made (createParents)"
              .formatted(path, name));
    }
    return of(place, e);
  }

  /** More directories would have to be made above a file than are made. */
  public static HostException tooDeep(Place place) {
    return new HostException(
        PATH_PARENT_MISSING,
        place.path().text(),
        "more than %d directories would be made for one file: make some of them on the node first: %s"
            .formatted(DirectoryStore.MOST, place.path().text()));
  }
}
