package io.keelson.agent.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.keelson.agent.host.Directory.OpenFile.Sum;
import io.keelson.agent.plan.FileState;
import io.keelson.setting.Sha256;
import java.lang.foreign.MemorySegment;

/**
 * What statx(2) says about a file. Its struct, unlike that of stat, is the same on every
 * architecture.
 *
 * @param mount number of the mount that it is seen through. Not the device: below one mount,
 *     overlay file systems give directories one and files another
 * @param type the S_IFMT bits
 * @param permissions the other bits of the mode
 * @param modified when its content was written last, in nanoseconds since 1970
 * @param changed when anything of it changed last; nobody can set that
 * @param born when it was made; 0 where the file system does not know
 */
record FileStatus(
    long mount,
    long inode,
    int type,
    int permissions,
    long owner,
    long group,
    long links,
    long size,
    boolean fixed,
    long modified,
    long changed,
    long born) {

  static final long SIZE = 256;

  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int HAS_BIRTH = 0x800;
  private static final long IMMUTABLE_OR_APPEND_ONLY = 0x10 | 0x20;

  static FileStatus of(MemorySegment statx) {
    int mode = Short.toUnsignedInt(statx.get(JAVA_SHORT, 28));
    return new FileStatus(
        statx.get(JAVA_LONG, 144),
        statx.get(JAVA_LONG, 32),
        mode & 0170000,
        mode & 07777,
        Integer.toUnsignedLong(statx.get(JAVA_INT, 20)),
        Integer.toUnsignedLong(statx.get(JAVA_INT, 24)),
        Integer.toUnsignedLong(statx.get(JAVA_INT, 16)),
        statx.get(JAVA_LONG, 40),
        (statx.get(JAVA_LONG, 8) & IMMUTABLE_OR_APPEND_ONLY) != 0,
        nanos(statx, 112),
        nanos(statx, 96),
        (statx.get(JAVA_INT, 0) & HAS_BIRTH) != 0 ? nanos(statx, 80) : 0);
  }

  private static long nanos(MemorySegment statx, long offset) {
    return statx.get(JAVA_LONG, offset) * 1_000_000_000 + statx.get(JAVA_INT, offset + 8);
  }

  /** What tells that it was changed, without a look into it. */
  FileStamp stamp() {
    return new FileStamp(mount, inode, permissions, owner, group, size, modified, changed);
  }

  /** The same for those who do not know system calls. */
  FileState state(byte[] content) {
    return state(new Sum("sha256:" + Sha256.hex(content), content.length));
  }

  FileState state(Sum content) {
    return new FileState(content.checksum(), permissions, owner, group, content.size());
  }

  boolean isRegular() {
    return type == REGULAR;
  }

  boolean isDirectory() {
    return type == DIRECTORY;
  }

  boolean isLink() {
    return type == LINK;
  }

  /** True when group or others may write. */
  boolean isWritableByOthers() {
    return (permissions & 022) != 0;
  }
}
