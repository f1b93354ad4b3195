package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.PATH_NOT_ALLOWED;

/**
 * The directories from the host's root to a file, opened name by name, never through a link. For
 * the host thread.
 */
final class Way {

  private final HostRoot hostRoot;
  private final long ownId = Posix.geteuid();

  Way(HostRoot hostRoot) {
    this.hostRoot = hostRoot;
  }

  /** The directory of a file that is only read. */
  Directory toRead(Place place) throws HostException, ErrnoException {
    Directory current = hostRoot.open();
    for (String name : place.parents()) {
      try (Directory above = current) {
        current = child(place, above, name);
      }
    }
    return current;
  }

  /** The directory of a file that is to be written. */
  Directory toWrite(Place place) throws HostException, ErrnoException {
    return toWrite(place, place.parents().size());
  }

  /**
   * The directory so many names below the host's root, in which something is to be changed. No
   * directory on the way may be one that an unprivileged user can write, nor, below the allowed
   * root, on another file system. Each is checked as it is held, so that nobody can put another in
   * its place between look and use.
   */
  Directory toWrite(Place place, int depth) throws HostException, ErrnoException {
    long mount = -1;
    Directory current = hostRoot.open();
    for (int i = 0; i < depth; i++) {
      // Closes the one above in any case; what it leads to is then ours to close.
      try (Directory above = current) {
        current = child(place, above, place.parents().get(i));
      }
      try {
        mount = check(place, i + 1, current.status(), mount);
      } catch (ErrnoException | HostException e) {
        current.close();
        throw e;
      }
    }
    return current;
  }

  /** How many of the directories above a file that is to be written are there. */
  int depth(Place place) throws HostException, ErrnoException {
    long mount = -1;
    Directory current = hostRoot.open();
    try {
      for (int i = 0; i < place.parents().size(); i++) {
        String name = place.parents().get(i);
        if (!current.has(name)) {
          return i;
        }
        Directory below = child(place, current, name);
        current.close();
        current = below;
        mount = check(place, i + 1, current.status(), mount);
      }
      return place.parents().size();
    } finally {
      current.close();
    }
  }

  private Directory child(Place place, Directory above, String name)
      throws HostException, ErrnoException {
    try {
      return above.child(name);
    } catch (ErrnoException e) {
      throw FileErrors.ofParent(place, name, isLink(above, name), e);
    }
  }

  private static boolean isLink(Directory above, String name) {
    try {
      return above.status(name).isLink();
    } catch (ErrnoException absent) {
      return false;
    }
  }

  /**
   * Checks a directory on the way to a file.
   *
   * @param depth of the directory below the host's root
   * @param mount of the allowed root, once it has been passed
   * @return the mount to compare the next one with
   */
  private long check(Place place, int depth, FileStatus status, long mount) throws HostException {
    if (status.isWritableByOthers() || (status.owner() != 0 && status.owner() != ownId)) {
      throw notAllowed(place, "lies in a directory that others than root can write");
    }
    int rootDepth = place.root().names().size();
    if (depth > rootDepth && status.mount() != mount) {
      throw onAnotherMount(place);
    }
    return depth == rootDepth ? status.mount() : mount;
  }

  static HostException onAnotherMount(Place place) {
    return notAllowed(place, "lies on another file system than " + place.root().text());
  }

  private static HostException notAllowed(Place place, String why) {
    return new HostException(
        PATH_NOT_ALLOWED, place.path().text(), place.path().text() + " " + why);
  }
}
