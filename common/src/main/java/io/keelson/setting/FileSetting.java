package io.keelson.setting;

/** Something wanted of one file. */
public sealed interface FileSetting extends Setting permits ManagedFile, AbsentFile {

  FilePath path();

  @Override
  default String key() {
    return path().text();
  }
}
