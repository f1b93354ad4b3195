package io.keelson.agent.plan;

import java.util.Optional;

/**
 * What a file is, without its content.
 *
 * @param checksum {@code sha256:} and 64 hexadecimal digits
 * @param mode the permission bits with set-uid, set-gid and sticky
 * @param size in bytes
 */
public record FileState(String checksum, int mode, long owner, long group, long size) {

  /** How reports say that there is no file. */
  private static final String ABSENT = "absent";

  /** As reports say it; empty for no file. */
  public static String text(Optional<FileState> state) {
    return state.map(FileState::text).orElse(ABSENT);
  }

  /** As reports say it, for example {@code sha256:… 0644 0:0 120 bytes}. */
  public String text() {
    return "%s %04o %d:%d %d bytes".formatted(checksum, mode, owner, group, size);
  }
}
