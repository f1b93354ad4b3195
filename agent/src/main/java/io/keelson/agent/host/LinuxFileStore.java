package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.CONTENT_TOO_LARGE;
import static io.keelson.problem.ProblemCode.FS_IMMUTABLE;
import static io.keelson.problem.ProblemCode.PATH_NOT_REGULAR;

import io.keelson.agent.host.Directory.OpenFile;
import io.keelson.agent.host.Directory.OpenFile.Sum;
import io.keelson.agent.host.Replacements.Fresh;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Files below the host's root, opened name by name from its descriptor, never through a link. For
 * the host thread.
 */
public final class LinuxFileStore implements FileStore {

  private final Way way;
  private final Replacements replacements = new Replacements();

  public LinuxFileStore(Path hostRoot) {
    this(HostRoot.of(hostRoot));
  }

  public LinuxFileStore(HostRoot hostRoot) {
    this.way = new Way(hostRoot);
  }

  /** What is wanted of an open file. */
  private interface Look<T> {
    T at(OpenFile file, FileStatus status) throws HostException, ErrnoException;
  }

  @Override
  public Optional<FileStamp> stamp(Place place) throws HostException {
    try (Directory parent = way.toRead(place)) {
      return status(place, parent).map(FileStatus::stamp);
    } catch (ErrnoException e) {
      throw FileErrors.of(place, e);
    }
  }

  @Override
  public Optional<FileState> observe(Place place) throws HostException {
    return look(place, (file, status) -> status.state(sum(place, file)));
  }

  @Override
  public Optional<byte[]> read(Place place, int most) throws HostException {
    return look(place, (file, status) -> bytes(place, file, most));
  }

  @Override
  public Map<String, String> attributes(Place place) throws HostException {
    return look(place, (file, status) -> Attributes.read(place, file)).orElse(Map.of());
  }

  private <T> Optional<T> look(Place place, Look<T> look) throws HostException {
    try (Directory parent = way.toRead(place)) {
      if (status(place, parent).isEmpty()) {
        return Optional.empty();
      }
      try (OpenFile file = parent.openForRead(place.name())) {
        // Asked again of what was opened: the name may lead to something else by now.
        FileStatus status = file.status();
        checkRegular(place, status);
        return Optional.of(look.at(file, status));
      }
    } catch (ErrnoException e) {
      throw FileErrors.of(place, e);
    }
  }

  @Override
  public void checkReplaceable(Place place) throws HostException {
    try (Directory parent = way.toWrite(place)) {
      replaceable(place, parent);
    } catch (ErrnoException e) {
      throw FileErrors.of(place, e);
    }
  }

  /** A change in a directory that has been checked. */
  private interface ChangeIn {
    Made make(Directory parent) throws HostException, ErrnoException;
  }

  @Override
  public Made replace(Place place, Optional<FileState> expected, byte[] content, FileState state)
      throws HostException {
    return change(
        place,
        parent -> {
          Optional<FileImage> old = old(place, parent, expected);
          Fresh fresh = new Fresh(content, state, old.map(FileImage::attributes));
          return replacements.replace(place, parent, old, fresh);
        });
  }

  @Override
  public Made restore(Place place, Optional<FileState> expected, byte[] content, FileImage was)
      throws HostException {
    return change(
        place,
        parent -> {
          Optional<FileImage> old = old(place, parent, expected);
          Map<String, String> again = Attributes.again(was.attributes(), old);
          Fresh fresh = new Fresh(content, was.state(), Optional.of(again));
          return replacements.replace(place, parent, old, fresh);
        });
  }

  private static Optional<FileImage> old(
      Place place, Directory parent, Optional<FileState> expected)
      throws HostException, ErrnoException {
    return expected.isPresent()
        ? Optional.of(new FileImage(expected.get(), attributes(place, parent)))
        : Optional.empty();
  }

  private static Map<String, String> attributes(Place place, Directory parent)
      throws HostException, ErrnoException {
    try (OpenFile file = parent.openForRead(place.name())) {
      checkRegular(place, file.status());
      return Attributes.read(place, file);
    }
  }

  @Override
  public Made remove(Place place, FileState expected) throws HostException {
    return change(
        place,
        parent ->
            replacements.remove(place, parent, new FileImage(expected, attributes(place, parent))));
  }

  private Made change(Place place, ChangeIn change) throws HostException {
    try {
      Directory parent = way.toWrite(place);
      try {
        replacements.removeLeftovers(parent);
        replaceable(place, parent);
        return change.make(parent);
      } catch (ErrnoException | HostException | RuntimeException e) {
        parent.close();
        throw e;
      }
    } catch (ErrnoException e) {
      throw FileErrors.of(place, e);
    }
  }

  @Override
  public void sweep(Place place) throws HostException {
    try (Directory parent = way.toWrite(place)) {
      replacements.removeLeftovers(parent);
    } catch (ErrnoException e) {
      throw FileErrors.of(place, e);
    }
  }

  /** Fails when the file must not be replaced, in a directory that has been checked. */
  private void replaceable(Place place, Directory parent) throws HostException, ErrnoException {
    FileStatus directory = parent.status();
    Optional<FileStatus> old = status(place, parent);
    if (old.isPresent() && old.get().mount() != directory.mount()) {
      throw Way.onAnotherMount(place);
    }
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
  }

  /** What a crash left behind is no other name: else the file could never be changed again. */
  private boolean hasOtherNames(Directory parent, FileStatus file) {
    return file.links() > 1 && file.links() - replacements.leftoverNames(parent, file) > 1;
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
    if (status.isLink()) {
      throw FileErrors.link(place);
    }
    if (!status.isRegular()) {
      throw FileErrors.notRegular(place);
    }
  }

  private static Sum sum(Place place, OpenFile file) throws HostException, ErrnoException {
    checkSize(place, file.status().size(), LARGEST);
    Sum sum = file.sumOfAll(LARGEST);
    checkSize(place, sum.size(), LARGEST);
    return sum;
  }

  private static byte[] bytes(Place place, OpenFile file, int most)
      throws HostException, ErrnoException {
    checkSize(place, file.status().size(), most);
    byte[] bytes = file.readAll(most);
    checkSize(place, bytes.length, most);
    return bytes;
  }

  /** Before it is read, and after: it may grow. */
  private static void checkSize(Place place, long size, int most) throws HostException {
    if (size > most) {
      throw new HostException(
          CONTENT_TOO_LARGE,
          place.path().text(),
          place.path().text() + " holds more than " + most + " bytes already: it is left alone");
    }
  }
}
