package io.keelson.agent.watch;

import io.keelson.agent.host.FileStamp;
import io.keelson.agent.host.HostException;
import java.util.Optional;

/**
 * What was read of a file, so that it need not be read again while it is the same.
 *
 * @param settled true when it was read again at a later look with the same stamp: a change within
 *     the same tick of the kernel's clock as the first look would not have moved the stamp
 */
record Known<T>(FileStamp stamp, T value, boolean settled) {

  /** Reads a file. */
  interface Reading<T> {
    T read() throws HostException;
  }

  /** What is in the file now. */
  static <T> Known<T> of(Optional<Known<T>> last, FileStamp now, Reading<T> reading)
      throws HostException {
    Optional<Known<T>> same = last.filter(known -> known.stamp.equals(now));
    Optional<Known<T>> settled = same.filter(Known::settled);
    return settled.isPresent() ? settled.get() : new Known<>(now, reading.read(), same.isPresent());
  }
}
