package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.PATH_PARENT_MISSING;

import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import java.util.Map;
import java.util.Optional;

/** The host's files. Only to be used on the {@link HostThread}. */
public interface FileStore {

  /**
   * The most bytes that a file may hold to be looked at: all of it is in memory while it is kept or
   * brought back, and the heap is 32 MiB.
   */
  int LARGEST = 2 * 1024 * 1024;

  /** Whether a look failed because there is no directory for the file, and so no file. */
  static boolean isNoDirectory(HostException e) {
    return e.problem().code().equals(PATH_PARENT_MISSING);
  }

  /** What tells whether a file was changed; empty when there is none. Fails as a look into it. */
  Optional<FileStamp> stamp(Place place) throws HostException;

  /** The file as it is; empty when there is none. Fails at links and at what is no file. */
  Optional<FileState> observe(Place place) throws HostException;

  /** The file's bytes, at most so many; empty when there is no file. */
  Optional<byte[]> read(Place place, int most) throws HostException;

  /**
   * Its extended attributes by name, in base64, ACL and label among them; none when there is no
   * file. Fails where they cannot be kept.
   */
  Map<String, String> attributes(Place place) throws HostException;

  /** Fails when the file must not be replaced, or not in this directory; changes nothing. */
  void checkReplaceable(Place place) throws HostException;

  /**
   * Puts a new file in the place of the old one, in one step. Fails when what is there is not what
   * was expected: somebody else changed it since it was looked at. The new one has the old one's
   * extended attributes; where there was none, those that the kernel gives.
   *
   * @param expected what was observed; empty for no file
   * @param state mode, owner and group to have
   */
  Made replace(Place place, Optional<FileState> expected, byte[] content, FileState state)
      throws HostException;

  /** The same with the extended attributes that the file had, and no others. */
  Made restore(Place place, Optional<FileState> expected, byte[] content, FileImage was)
      throws HostException;

  /** Removes a file, if it is still as it was observed. */
  Made remove(Place place, FileState expected) throws HostException;

  /** Removes what a crash left behind beside a file. */
  void sweep(Place place) throws HostException;
}
