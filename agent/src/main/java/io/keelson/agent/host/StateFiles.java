package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.FS_FULL;

import io.keelson.agent.host.Directory.OpenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** {@code /var/lib/keelson}: the record, the journal, what files held before, and some room. */
public final class StateFiles implements StateStore {

  private static final String RECORD = "record";

  /** Only one writer: what has such a name was left behind by a crash. */
  private static final String FRESH = ".new";

  /** The record before, until the new one is sure to last. */
  private static final String OLD = "record.old";

  private static final String JOURNAL = "journal";
  private static final String DAMAGED = ".damaged";
  private static final String IMAGE = "image-";

  /** Before the name of an image of which no record knows any more. */
  private static final String LOST = "lost-";

  private static final String RESERVE = "reserve";
  private static final int RESERVED = 256 * 1024;

  /** An earlier version kept files as large as this. */
  private static final int LARGEST = 8 * 1024 * 1024;

  /** What is larger was not written by us, and would end each agent that reads it. */
  private static final int LARGEST_RECORD = 4 * 1024 * 1024;

  private final HostRoot hostRoot;
  private final OwnDirectory directory;

  public StateFiles(HostRoot hostRoot) {
    this.hostRoot = hostRoot;
    this.directory = new OwnDirectory(hostRoot, "/var/lib/keelson", 0700);
  }

  @Override
  public String machine() {
    try (Directory etc = hostRoot.open(List.of("etc"));
        OpenFile file = etc.openForRead("machine-id")) {
      return new String(file.readAll(64), StandardCharsets.US_ASCII).strip();
    } catch (ErrnoException absent) {
      return "";
    }
  }

  @Override
  public boolean isUsed() throws HostException {
    return directory.useIfThere(open -> open.has("epoch") || open.has(JOURNAL)).orElse(false);
  }

  @Override
  public Optional<byte[]> record() throws HostException {
    return content(RECORD);
  }

  @Override
  public void writeRecord(byte[] content) throws HostException {
    withRoom(
        open -> {
          removeIfThere(open, OLD);
          boolean hadOld = open.has(RECORD);
          if (hadOld) {
            open.link(RECORD, OLD);
          }
          write(open, RECORD, content);
          try {
            open.sync();
          } catch (ErrnoException e) {
            putBack(open, hadOld, e);
            throw e;
          }
          forget(open);
          return content.length;
        });
  }

  /** The new record stands: what happens now is no more its failure. */
  private static void forget(Directory open) {
    try {
      removeIfThere(open, OLD);
    } catch (ErrnoException stays) {
      // It goes when the next record is written.
    }
  }

  /** Tries it twice: a disk that failed a moment ago may fail once more. */
  private static void putBack(Directory open, boolean hadOld, ErrnoException why)
      throws NotPutBackException {
    try {
      putBack(open, hadOld);
    } catch (ErrnoException once) {
      PutBack.after(why, "/var/lib/keelson/" + RECORD, () -> putBack(open, hadOld));
    }
  }

  private static void putBack(Directory open, boolean hadOld) throws ErrnoException {
    if (hadOld) {
      open.rename(OLD, RECORD);
    } else {
      open.remove(RECORD);
    }
  }

  @Override
  public Optional<byte[]> journal() throws HostException {
    return content(JOURNAL);
  }

  /** One sync: the name is there from the first journal on, and only what it holds changes. */
  @Override
  public void writeJournal(byte[] content) throws HostException {
    withRoom(
        open -> {
          boolean isThere = open.has(JOURNAL);
          // An empty one may be new: its name need not be on the disk yet.
          boolean lasts = isThere && open.status(JOURNAL).size() > 0;
          try (OpenFile file = isThere ? open.openForOverwrite(JOURNAL) : open.create(JOURNAL)) {
            file.writeAll(content);
            file.sync();
          }
          if (!lasts) {
            open.sync();
          }
          return content.length;
        });
  }

  @Override
  public void markJournal(byte[] start, boolean lasting) throws HostException {
    directory.use(
        open -> {
          if (!open.has(JOURNAL) || open.status(JOURNAL).size() < start.length) {
            // It was not even begun to be written.
            return 0;
          }
          try (OpenFile file = open.openForWrite(JOURNAL)) {
            file.writeAll(start);
            if (lasting) {
              file.sync();
            }
          }
          return start.length;
        });
  }

  @Override
  public void setAside(String name) throws HostException {
    directory.use(
        open -> {
          if (open.has(name)) {
            open.rename(name, name + DAMAGED);
            open.sync();
          }
          return name;
        });
  }

  @Override
  public boolean hasLostJournal() throws HostException {
    return directory.useIfThere(open -> open.has(JOURNAL + DAMAGED)).orElse(false);
  }

  @Override
  public void setImagesAside() throws HostException {
    directory.useIfThere(
        open -> {
          for (String name : names(open)) {
            open.rename(name, LOST + name);
          }
          open.sync();
          return IMAGE;
        });
  }

  @Override
  public Optional<byte[]> image(String sha256) throws HostException {
    return content(IMAGE + sha256);
  }

  @Override
  public boolean hasImage(String sha256) throws HostException {
    return directory.useIfThere(open -> open.has(IMAGE + sha256)).orElse(false);
  }

  @Override
  public void writeImage(String sha256, byte[] content) throws HostException {
    withRoom(
        open -> {
          write(open, IMAGE + sha256, content);
          open.sync();
          return content.length;
        });
  }

  @Override
  public void retainImages(Set<String> sha256) throws HostException {
    directory.useIfThere(
        open -> {
          for (String name : names(open)) {
            boolean wanted =
                !name.endsWith(FRESH) && sha256.contains(name.substring(IMAGE.length()));
            if (!wanted) {
              open.remove(name);
            }
          }
          return sha256;
        });
  }

  private static List<String> names(Directory directory) {
    try {
      return directory.names().stream().filter(name -> name.startsWith(IMAGE)).toList();
    } catch (IOException unreadable) {
      // They take room until the next time, and nothing else.
      return List.of();
    }
  }

  /** Random bytes, since a file system may keep zeros in no room at all. */
  @Override
  public void keepReserve() throws HostException {
    directory.useIfThere(
        open -> {
          if (!open.has(RESERVE)) {
            byte[] room = new byte[RESERVED];
            new Random(1).nextBytes(room);
            write(open, RESERVE, room);
          }
          return RESERVED;
        });
  }

  /** Works in the directory; on a full disk once more, with the room that was kept for that. */
  private <T> T withRoom(OwnDirectory.Work<T> work) throws HostException {
    try {
      return directory.use(work);
    } catch (HostException e) {
      if (!e.problem().code().equals(FS_FULL) || !giveUpReserve()) {
        throw e;
      }
      return directory.use(work);
    }
  }

  private boolean giveUpReserve() throws HostException {
    return directory.use(
        open -> {
          boolean there = open.has(RESERVE);
          if (there) {
            open.remove(RESERVE);
            // A file system may hand out room that was freed only when that has been written down.
            open.sync();
          }
          return there;
        });
  }

  private static void write(Directory directory, String name, byte[] content)
      throws ErrnoException {
    String fresh = name + FRESH;
    removeIfThere(directory, fresh);
    try {
      try (OpenFile file = directory.create(fresh)) {
        file.writeAll(content);
        file.sync();
      }
      directory.rename(fresh, name);
    } catch (ErrnoException e) {
      removeIfThere(directory, fresh);
      throw e;
    }
  }

  private static void removeIfThere(Directory directory, String name) throws ErrnoException {
    if (directory.has(name)) {
      directory.remove(name);
    }
  }

  /** Nothing can be read of a file that the disk has lost: as bad as a damaged one. */
  private Optional<byte[]> content(String name) throws HostException {
    return directory
        .useIfThere(
            open -> open.has(name) ? Optional.of(bytes(open, name)) : Optional.<byte[]>empty())
        .flatMap(found -> found);
  }

  private static byte[] bytes(Directory directory, String name) {
    try (OpenFile file = directory.openForRead(name)) {
      int most = name.startsWith(IMAGE) ? LARGEST : LARGEST_RECORD;
      return file.status().size() > most ? new byte[0] : file.readAll(most);
    } catch (ErrnoException unreadable) {
      return new byte[0];
    }
  }
}
