package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.BACKUP_LOST;
import static io.keelson.problem.ProblemCode.HOST_ERROR;

import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Place;
import io.keelson.agent.host.StateStore;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.agent.record.Written;
import io.keelson.setting.FilePath;
import io.keelson.setting.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The bytes of files as they were: kept before a change, and brought back. For the host thread. */
record Images(StateStore states, FileStore files) {

  /** A small file goes into the journal itself: one more file would be two more syncs. */
  private static final int INLINE = 16 * 1024;

  private static final int MOST_INLINE = 128 * 1024;

  private static final Place HOSTNAME =
      new Place(new FilePath("/etc/hostname"), new FilePath("/etc"));

  /** Keeps what the files of these keys hold now, for when the keys are given back. */
  void keep(List<Entry> entries) throws HostException {
    for (Entry entry : entries) {
      FileImage image = entry.before().image();
      if (image != null && !states.hasImage(image.sha256())) {
        states.writeImage(image.sha256(), bytes(placeOf(entry), image));
      }
    }
  }

  /** Keeps what these keys' files hold after a change, for when somebody else changes them. */
  void keepWritten(List<Entry> entries) throws HostException {
    for (Entry entry : entries) {
      FileImage image = entry.written().image();
      if (image != null && !states.hasImage(image.sha256())) {
        states.writeImage(image.sha256(), bytes(placeOf(entry), image));
      }
    }
  }

  private static Place placeOf(Entry entry) {
    return entry.written() instanceof Written.File file
        ? new Place(new FilePath(entry.key()), new FilePath(file.root()))
        : HOSTNAME;
  }

  /** The same undos, with the bytes that they need in them, or kept beside the journal. */
  List<Undo> secured(List<Undo> undos) throws HostException {
    List<Undo> secured = new ArrayList<>();
    long inline = 0;
    for (Undo undo : undos) {
      if (undo instanceof Undo.File file && file.was() != null) {
        Undo.File whole = file.with(files.attributes(placeOf(file)));
        long room = Math.min(INLINE, MOST_INLINE - inline);
        Undo.File kept = states.hasImage(file.was().sha256()) ? whole : secured(whole, room);
        inline += kept.bytes() == null ? 0 : kept.bytes().length;
        secured.add(kept);
      } else {
        secured.add(undo);
      }
    }
    return secured;
  }

  private Undo.File secured(Undo.File undo, long room) throws HostException {
    FileImage was = Objects.requireNonNull(undo.was());
    byte[] bytes = bytes(placeOf(undo), was);
    if (bytes.length <= room) {
      return undo.with(bytes);
    }
    states.writeImage(was.sha256(), bytes);
    return undo;
  }

  /** A file as it is, for when it has to be given back. */
  Optional<FileImage> image(Place place, Optional<FileState> state) throws HostException {
    return state.isEmpty()
        ? Optional.empty()
        : Optional.of(new FileImage(state.get(), files.attributes(place)));
  }

  private byte[] bytes(Place place, FileImage image) throws HostException {
    byte[] bytes = files.read(place, FileStore.LARGEST).orElseGet(() -> new byte[0]);
    if (!checksum(bytes).equals(image.state().checksum())) {
      throw new HostException(
          HOST_ERROR,
          place.path().text(),
          place.path().text() + " was changed by somebody else meanwhile");
    }
    return bytes;
  }

  static Place placeOf(Undo.File file) {
    return new Place(new FilePath(file.path()), new FilePath(file.root()));
  }

  /** True when the bytes that a file had are not there any more, or are others. */
  boolean isLost(FileState was) throws HostException {
    return find(was).isEmpty();
  }

  /** The bytes of a file that are kept; empty when they are lost. */
  Optional<byte[]> find(FileState was) throws HostException {
    return states
        .image(FileImage.of(was).sha256())
        .filter(bytes -> checksum(bytes).equals(was.checksum()));
  }

  private static String checksum(byte[] bytes) {
    return "sha256:" + Sha256.hex(bytes);
  }

  /**
   * The step that makes a file as it was.
   *
   * @param was empty for no file
   */
  Step restore(Place place, Optional<FileState> is, Optional<FileImage> was) {
    return new MadeStep(
        place.path().text(),
        List.of(undo(place, is, was.map(FileImage::state))),
        () ->
            was.isPresent()
                ? files.restore(place, is, needed(place, was.get().state()), was.get())
                : files.remove(place, is.orElseThrow()));
  }

  /** The bytes of a file that has to be brought back. */
  byte[] needed(Place place, FileState was) throws HostException {
    return find(was)
        .orElseThrow(
            () ->
                new HostException(
                    BACKUP_LOST,
                    place.path().text(),
                    place.path().text() + ": what it held before is lost"));
  }

  /** How a file is made as it was. */
  static Undo undo(Place place, Optional<FileState> was, Optional<FileState> now) {
    return new Undo.File(
        place.path().text(),
        place.root().text(),
        was.map(FileImage::of).orElse(null),
        null,
        now.orElse(null));
  }
}
