package io.keelson.setting;

import java.util.OptionalLong;

/**
 * A file and all that it shall be.
 *
 * @param owner numeric user id; empty: kept, or 0 for a new file
 * @param group numeric group id; empty: kept, or 0 for a new file
 */
public record ManagedFile(
    FilePath path, Content content, FileMode mode, OptionalLong owner, OptionalLong group)
    implements FileSetting {}
