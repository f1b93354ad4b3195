package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.HOST_ERROR;

import io.keelson.agent.host.Directory.OpenFile;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts files in the place of others: the new one is written beside the old one and renamed over it,
 * while the old one keeps a second name until the change is kept or taken back. So what comes back
 * on undo is the old file itself. For the host thread.
 */
final class Replacements {

  /** A file of such a name in a directory we write to is ours; a call may not name one. */
  private static final String PREFIX = ".keelson-";

  /** A disk that failed a moment ago may fail once more. */
  private static final int TRIES = 2;

  private static final Pattern OWN = Pattern.compile("\\.keelson-[0-9a-f]{16}");

  private static final byte[] NOTHING = {};

  private static final Logger LOG = LoggerFactory.getLogger(Replacements.class);

  private final SecureRandom random = new SecureRandom();
  private final Set<String> inUse = new HashSet<>();

  /**
   * What is put in a file's place.
   *
   * @param attributes extended ones; empty: those that the kernel gives
   */
  record Fresh(byte[] content, FileState state, Optional<Map<String, String>> attributes) {}

  /**
   * Replaces a file whose place has been checked. Closes the directory when the change is over;
   * when this fails, the caller closes it.
   */
  Made replace(Place place, Directory parent, Optional<FileImage> expected, Fresh file)
      throws HostException, ErrnoException {
    String fresh = newName();
    String aside = newName();
    try {
      write(place, parent, fresh, file);
      if (expected.isPresent()) {
        putAside(place, parent, expected.get(), aside);
        exchange(place, parent, fresh, aside);
      } else {
        add(place, parent, fresh);
      }
      inUse.remove(fresh);
      return new Replaced(place, parent, expected.isPresent(), aside);
    } catch (NotPutBackException e) {
      // The other name of the old file may be all that is left of it.
      inUse.removeAll(Set.of(fresh, aside));
      throw e;
    } catch (ErrnoException | HostException | RuntimeException e) {
      removeQuietly(parent, fresh);
      removeQuietly(parent, aside);
      throw e;
    }
  }

  /** Removes a file whose place has been checked, as {@link #replace} replaces one. */
  Made remove(Place place, Directory parent, FileImage expected)
      throws HostException, ErrnoException {
    String aside = newName();
    try {
      putAside(place, parent, expected, aside);
      parent.remove(place.name());
      try {
        parent.sync();
      } catch (ErrnoException e) {
        PutBack.after(e, place.path().text(), () -> parent.rename(aside, place.name()));
        throw e;
      }
      return new Replaced(place, parent, true, aside);
    } catch (NotPutBackException e) {
      inUse.remove(aside);
      throw e;
    } catch (ErrnoException | HostException | RuntimeException e) {
      removeQuietly(parent, aside);
      throw e;
    }
  }

  /** Removes what a crash left behind in this directory. */
  void removeLeftovers(Directory directory) {
    for (String name : leftovers(directory)) {
      LOG.warn("removing {}, left behind by an earlier run", name);
      removeQuietly(directory, name);
    }
  }

  /** How many names of this file in its directory were left behind by a crash. */
  long leftoverNames(Directory directory, FileStatus file) {
    return leftovers(directory).stream().filter(name -> isSame(directory, name, file)).count();
  }

  private List<String> leftovers(Directory directory) {
    try {
      return directory.names().stream()
          .filter(name -> OWN.matcher(name).matches() && !inUse.contains(name))
          .filter(name -> isFile(directory, name))
          .toList();
    } catch (IOException e) {
      LOG.warn("cannot list a directory to look for files left behind: {}", e.toString());
      return List.of();
    }
  }

  private static boolean isFile(Directory directory, String name) {
    try {
      return directory.status(name).isRegular();
    } catch (ErrnoException gone) {
      return false;
    }
  }

  private static boolean isSame(Directory directory, String name, FileStatus file) {
    try {
      return directory.status(name).inode() == file.inode();
    } catch (ErrnoException gone) {
      return false;
    }
  }

  /** Gives the new file its name. When that cannot be made to last, the old one has it again. */
  private static void exchange(Place place, Directory parent, String fresh, String aside)
      throws HostException, ErrnoException {
    parent.rename(fresh, place.name());
    try {
      parent.sync();
    } catch (ErrnoException e) {
      PutBack.after(e, place.path().text(), () -> parent.rename(aside, place.name()));
      throw e;
    }
  }

  /** Gives the new file its name where there was none: not over one that somebody made since. */
  private void add(Place place, Directory parent, String fresh)
      throws HostException, ErrnoException {
    try {
      parent.link(fresh, place.name());
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EEXIST) {
        throw changedMeanwhile(place);
      }
      throw e;
    }
    try {
      parent.remove(fresh);
      parent.sync();
    } catch (ErrnoException e) {
      PutBack.after(e, place.path().text(), () -> parent.remove(place.name()));
      throw e;
    }
  }

  /**
   * Only root may open it until it has its bytes, and then at most who may open it in the end: with
   * the owner, each attribute and the mode nobody gets in who goes out again with the next.
   */
  private static void write(Place place, Directory parent, String name, Fresh fresh)
      throws HostException, ErrnoException {
    FileState state = fresh.state();
    try (OpenFile file = parent.create(name)) {
      file.writeAll(fresh.content());
      FileStatus status = file.status();
      if (status.owner() != state.owner() || status.group() != state.group()) {
        file.setOwner(state.owner(), state.group());
      }
      if (fresh.attributes().isPresent()) {
        Attributes.give(place, file, fresh.attributes().get(), state.mode());
      }
      file.setMode(state.mode());
      file.sync();
    }
  }

  /** Gives the old file a second name and makes sure that it is the file that was looked at. */
  private static void putAside(Place place, Directory parent, FileImage expected, String aside)
      throws HostException, ErrnoException {
    parent.link(place.name(), aside);
    if (!parent.status(aside).isRegular()) {
      throw changedMeanwhile(place);
    }
    try (OpenFile file = parent.openForRead(aside)) {
      FileStatus status = file.status();
      FileState state = expected.state();
      byte[] bytes = status.size() == state.size() ? file.readAll((int) status.size()) : NOTHING;
      if (!status.state(bytes).equals(state)
          || !Attributes.read(place, file).equals(expected.attributes())) {
        throw changedMeanwhile(place);
      }
    }
  }

  private static HostException changedMeanwhile(Place place) {
    return new HostException(
        HOST_ERROR,
        place.path().text(),
        place.path().text() + " was changed by somebody else meanwhile");
  }

  private String newName() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    String name = PREFIX + HexFormat.of().formatHex(bytes);
    inUse.add(name);
    return name;
  }

  private void removeQuietly(Directory parent, String name) {
    boolean removed = false;
    for (int i = 0; i < TRIES && !removed; i++) {
      removed = isRemoved(parent, name);
    }
    inUse.remove(name);
  }

  private static boolean isRemoved(Directory parent, String name) {
    try {
      parent.remove(name);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        LOG.warn("cannot remove {}: {}", name, e.getMessage());
      }
      return e.errno() == Errno.ENOENT;
    }
  }

  private final class Replaced implements Made {

    private final Place place;
    private final Directory parent;
    private final boolean hadOld;
    private final String aside;

    Replaced(Place place, Directory parent, boolean hadOld, String aside) {
      this.place = place;
      this.parent = parent;
      this.hadOld = hadOld;
      this.aside = aside;
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
        throw FileErrors.of(place, e);
      } finally {
        inUse.remove(aside);
      }
    }

    @Override
    public boolean keep() {
      try (parent) {
        if (hadOld) {
          parent.remove(aside);
        }
        return true;
      } catch (ErrnoException e) {
        LOG.warn("cannot remove {} beside {}: {}", aside, place.path().text(), e.getMessage());
        return false;
      } finally {
        inUse.remove(aside);
      }
    }
  }
}
