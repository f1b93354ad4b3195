package io.keelson.agent.host;

import io.keelson.setting.FilePath;
import java.util.List;

/** Directories that are made for files. Only to be used on the {@link HostThread}. */
public interface DirectoryStore {

  /**
   * The most directories that are made above one file: each file's entry in the record has them.
   */
  int MOST = 16;

  /**
   * Those above a file that are not there, the topmost first; changes nothing. Fails where they may
   * not be made: only from the allowed directory downwards, and where a file may be written.
   */
  List<FilePath> missing(Place place) throws HostException;

  /**
   * Makes one, for root and with mode 0755; those above it have to be there.
   *
   * @param directory above the place
   */
  Made make(Place place, FilePath directory) throws HostException;

  /** Takes back that it was made: it goes, if it is there and empty. */
  void takeBack(FilePath directory) throws HostException;

  /**
   * What tells one from another of that name, also from one that got its inode; empty when it is
   * not there, or its file system does not know when it was made.
   */
  String identity(FilePath directory);

  /** Removes one that is this one, as it was made and empty; leaves any other. */
  void removeUnused(FilePath directory, String identity) throws HostException;

  /** Removes one that is as it was made and empty; leaves any other. */
  void removeUnused(FilePath directory) throws HostException;
}
