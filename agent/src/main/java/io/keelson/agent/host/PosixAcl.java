package io.keelson.agent.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An ACL (acl(5)) as the kernel gives and takes it: linux/posix_acl_xattr.h. */
final class PosixAcl {

  static final String ATTRIBUTE = "system.posix_acl_access";

  private static final int HEADER = 4;
  private static final int ENTRY = 8;
  private static final int USER_OBJ = 0x01;
  private static final int GROUP_OBJ = 0x04;
  private static final int MASK = 0x10;
  private static final int OTHER = 0x20;

  private PosixAcl() {}

  /** The same with a mode, as chmod(2) makes it: where there is a mask, that is the group's. */
  static byte[] with(byte[] acl, int mode) {
    ByteBuffer all = ByteBuffer.wrap(acl.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int ofGroup = has(all, MASK) ? MASK : GROUP_OBJ;
    for (int at = HEADER; at + ENTRY <= acl.length; at += ENTRY) {
      int tag = all.getShort(at);
      if (tag == USER_OBJ) {
        all.putShort(at + 2, (short) (mode >> 6 & 7));
      } else if (tag == ofGroup) {
        all.putShort(at + 2, (short) (mode >> 3 & 7));
      } else if (tag == OTHER) {
        all.putShort(at + 2, (short) (mode & 7));
      }
    }
    return all.array();
  }

  private static boolean has(ByteBuffer acl, int tag) {
    for (int at = HEADER; at + ENTRY <= acl.capacity(); at += ENTRY) {
      if (acl.getShort(at) == tag) {
        return true;
      }
    }
    return false;
  }
}
