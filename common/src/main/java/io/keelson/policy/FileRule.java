package io.keelson.policy;

import io.keelson.setting.Content;
import io.keelson.setting.FileMode;
import io.keelson.setting.FilePath;

/**
 * One entry of the files that may be written.
 *
 * @param place the directory, or the file itself when exact
 * @param exact whether only this one file is meant, not all below
 * @param maxBytes at most 512 KiB
 * @param maxMode bits that it has not are refused
 * @param createParents whether directories that are missing are made, from the place downwards, or
 *     the file's own
 * @param rootEquivalent whether it is accepted that who writes this file is root
 */
public record FileRule(
    FilePath place,
    boolean exact,
    int maxBytes,
    FileMode maxMode,
    boolean createParents,
    boolean rootEquivalent) {

  static final FileMode USUAL_MODE = new FileMode(0755);

  /** An entry for a directory, without limits of its own. */
  public static FileRule root(String directory) {
    return new FileRule(new FilePath(directory), false, Content.LARGEST, USUAL_MODE, false, false);
  }

  /** The same, and directories are made. */
  public FileRule makingParents() {
    return new FileRule(place, exact, maxBytes, maxMode, true, rootEquivalent);
  }

  boolean covers(FilePath path) {
    return exact ? path.equals(place) : path.isBelow(place);
  }

  String title() {
    return (exact ? "path " : "root ") + place.text();
  }

  String limits() {
    return ": at most %d bytes, mode at most %s%s%s"
        .formatted(
            maxBytes,
            maxMode.text(),
            createParents ? ", missing directories are made" : "",
            rootEquivalent ? ", ROOT EQUIVALENT accepted" : "");
  }
}
