package io.keelson.agent.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Extended attributes of a file, as a test sets and sees them. */
public final class ExtendedAttributes {

  public static final String ACL = "system.posix_acl_access";
  public static final String DEFAULT_ACL = "system.posix_acl_default";

  private static final int EVERYBODY = -1;

  private ExtendedAttributes() {}

  public static void set(Path file, String name, byte[] value) throws IOException {
    onDescriptor(
        file,
        descriptor -> {
          Posix.fsetxattr(descriptor, name, value);
          return 0;
        });
  }

  public static void set(Path file, String name, String value) throws IOException {
    set(file, name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** All of them, in hexadecimal digits. */
  public static Map<String, String> of(Path file) throws IOException {
    return onDescriptor(
        file,
        descriptor -> {
          Map<String, String> all = new TreeMap<>();
          String names = new String(Posix.flistxattr(descriptor), StandardCharsets.ISO_8859_1);
          for (String name : names.isEmpty() ? new String[0] : names.split("\0")) {
            all.put(name, HexFormat.of().formatHex(Posix.fgetxattr(descriptor, name)));
          }
          return all;
        });
  }

  /**
   * An ACL (acl(5)) as the kernel takes it: owner rw-, user 1000 rw-, group r--, others nothing.
   *
   * @param mask what the user and the group get of that, and what the mode shows for the group
   */
  public static byte[] acl(int mask) {
    ByteBuffer acl = ByteBuffer.allocate(4 + 5 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    entry(acl, 0x01, 6, EVERYBODY);
    entry(acl, 0x02, 6, 1000);
    entry(acl, 0x04, 4, EVERYBODY);
    entry(acl, 0x10, mask, EVERYBODY);
    entry(acl, 0x20, 0, EVERYBODY);
    return acl.array();
  }

  private static void entry(ByteBuffer acl, int tag, int permissions, int id) {
    acl.putShort((short) tag).putShort((short) permissions).putInt(id);
  }

  /** Why a file system does not do for a test; empty when it does. */
  public static String obstacle(Path file) {
    try {
      set(file, "user.keelson.test", "x");
      set(file, ACL, acl(4));
      return "";
    } catch (IOException e) {
      return file + ": " + e.getMessage();
    }
  }

  private interface OnDescriptor<T> {
    T run(int descriptor) throws ErrnoException;
  }

  private static <T> T onDescriptor(Path file, OnDescriptor<T> work) throws IOException {
    try {
      int descriptor = Posix.openat(Posix.AT_FDCWD, file.toString(), Posix.O_RDONLY, 0);
      try {
        return work.run(descriptor);
      } finally {
        Posix.close(descriptor);
      }
    } catch (ErrnoException e) {
      throw new IOException(e);
    }
  }
}
