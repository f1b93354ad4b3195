package io.keelson.agent.host;

/** A system call failed. */
final class ErrnoException extends Exception {

  private static final long serialVersionUID = 1;

  private final int errno;

  ErrnoException(String call, int errno) {
    super(call + ": " + Errno.words(errno), null, false, false);
    this.errno = errno;
  }

  int errno() {
    return errno;
  }

  /** What the kernel says, such as {@code Invalid argument}. */
  String words() {
    return Errno.words(errno);
  }
}
