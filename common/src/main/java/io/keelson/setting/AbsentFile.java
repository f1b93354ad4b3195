package io.keelson.setting;

/** A file that shall not be there. */
public record AbsentFile(FilePath path) implements FileSetting {}
