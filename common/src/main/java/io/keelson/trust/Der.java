package io.keelson.trust;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** The few forms of DER (X.690) that we write: for values shorter than 64 KiB. */
final class Der {

  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return value(SEQUENCE, content.toByteArray());
  }

  static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes);
  }

  /** Tag, length and content. */
  static byte[] value(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length & 0xff);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
