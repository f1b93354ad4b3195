package io.keelson.agent.host;

import java.util.Map;

/** Error numbers that are the same on x86-64 and aarch64 (asm-generic/errno-base.h, errno.h). */
final class Errno {

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EIO = 5;
  static final int ENXIO = 6;

  /** EWOULDBLOCK is the same number. */
  static final int EAGAIN = 11;

  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EISDIR = 21;
  static final int EINVAL = 22;
  static final int ENOSPC = 28;
  static final int EROFS = 30;
  static final int ERANGE = 34;
  static final int ENOTEMPTY = 39;
  static final int ELOOP = 40;
  static final int EOPNOTSUPP = 95;
  static final int EDQUOT = 122;

  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(EPERM, "Operation not permitted"),
          Map.entry(ENOENT, "No such file or directory"),
          Map.entry(EIO, "Input/output error"),
          Map.entry(ENXIO, "No such device or address"),
          Map.entry(7, "Argument list too long"),
          Map.entry(EAGAIN, "Resource temporarily unavailable"),
          Map.entry(ENOMEM, "Cannot allocate memory"),
          Map.entry(EACCES, "Permission denied"),
          Map.entry(EBUSY, "Device or resource busy"),
          Map.entry(EEXIST, "File exists"),
          Map.entry(18, "Invalid cross-device link"),
          Map.entry(ENOTDIR, "Not a directory"),
          Map.entry(EISDIR, "Is a directory"),
          Map.entry(EINVAL, "Invalid argument"),
          Map.entry(24, "Too many open files"),
          Map.entry(27, "File too large"),
          Map.entry(ENOSPC, "No space left on device"),
          Map.entry(EROFS, "Read-only file system"),
          Map.entry(ERANGE, "Numerical result out of range"),
          Map.entry(ELOOP, "Too many levels of symbolic links"),
          Map.entry(61, "No data available"),
          Map.entry(75, "Value too large for defined data type"),
          Map.entry(EOPNOTSUPP, "Operation not supported"),
          Map.entry(EDQUOT, "Disk quota exceeded"));

  private Errno() {}

  static String words(int errno) {
    return WORDS.getOrDefault(errno, "error " + errno);
  }
}
