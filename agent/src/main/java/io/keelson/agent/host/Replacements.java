package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.HOST_ERROR;

import io.keelson.agent.host.Directory.OpenFile;
import io.keelson.agent.plan.FileState;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts files in the place of others: the new one is written beside the old one and renamed over it,
 * while the old one keeps a second name until the change is kept or taken back. So what comes back
 * on undo is the old file itself. For the host thread.
 */
final class Replacements {

  /** All that begins with this in a directory we write to is ours. */
  static final String PREFIX = ".keelson-";

  private static final Logger LOG = LoggerFactory.getLogger(Replacements.class);

  private final SecureRandom random = new SecureRandom();
  private final Set<String> inUse = new HashSet<>();

  /**
   * Replaces a file whose place has been checked. Closes the directory when the change is over;
   * when this fails, the caller closes it.
   */
  Made replace(
      Place place,
      Directory parent,
      Optional<FileStatus> old,
      byte[] content,
      FileState state,
      FileErrors errors)
      throws HostException, ErrnoException {
    String fresh = newName();
    String aside = newName();
    try {
      write(parent, fresh, content, state);
      if (old.isPresent()) {
        putAside(place, parent, old.get(), aside);
      }
      parent.rename(fresh, place.name());
      parent.sync();
      inUse.remove(fresh);
      return new Replaced(place, parent, old.isPresent(), aside, errors);
    } catch (ErrnoException | HostException | RuntimeException e) {
      removeQuietly(parent, fresh);
      removeQuietly(parent, aside);
      throw e;
    }
  }

  /** Removes what a crash left behind in this directory. */
  void removeLeftovers(Directory directory) throws ErrnoException {
    try {
      for (String name : directory.names()) {
        if (name.startsWith(PREFIX) && !inUse.contains(name)) {
          LOG.warn("removing {}, left behind by an earlier run", name);
          directory.remove(name);
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot list a directory to look for files left behind: {}", e.toString());
    }
  }

  private static void write(Directory parent, String name, byte[] content, FileState state)
      throws ErrnoException {
    try (OpenFile file = parent.create(name)) {
      file.writeAll(content);
      FileStatus status = file.status();
      if (status.owner() != state.owner() || status.group() != state.group()) {
        file.setOwner(state.owner(), state.group());
      }
      file.setMode(state.mode());
      file.sync();
    }
  }

  /** Gives the old file a second name and makes sure that it is the file that was checked. */
  private static void putAside(Place place, Directory parent, FileStatus old, String aside)
      throws HostException, ErrnoException {
    parent.link(place.name(), aside);
    FileStatus kept = parent.status(aside);
    if (kept.inode() != old.inode() || !kept.isRegular()) {
      throw new HostException(
          HOST_ERROR,
          place.path().text(),
          place.path().text() + " was changed by somebody else meanwhile");
    }
  }

  private String newName() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    String name = PREFIX + HexFormat.of().formatHex(bytes);
    inUse.add(name);
    return name;
  }

  private void removeQuietly(Directory parent, String name) {
    try {
      parent.remove(name);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        LOG.warn("cannot remove {}: {}", name, e.getMessage());
      }
    }
    inUse.remove(name);
  }

  private final class Replaced implements Made {

    private final Place place;
    private final Directory parent;
    private final boolean hadOld;
    private final String aside;
    private final FileErrors errors;

    Replaced(Place place, Directory parent, boolean hadOld, String aside, FileErrors errors) {
      this.place = place;
      this.parent = parent;
      this.hadOld = hadOld;
      this.aside = aside;
      this.errors = errors;
    }

    @Override
    public void undo() throws HostException {
      try (parent) {
        if (hadOld) {
          parent.rename(aside, place.name());
        } else {
          parent.remove(place.name());
        }
        parent.sync();
      } catch (ErrnoException e) {
        throw errors.of(place, e);
      } finally {
        inUse.remove(aside);
      }
    }

    @Override
    public void keep() {
      try (parent) {
        if (hadOld) {
          parent.remove(aside);
        }
      } catch (ErrnoException e) {
        LOG.warn("cannot remove {} beside {}: {}", aside, place.path().text(), e.getMessage());
      } finally {
        inUse.remove(aside);
      }
    }
  }
}
