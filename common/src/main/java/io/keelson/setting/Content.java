package io.keelson.setting;

import java.util.Arrays;

/**
 * The bytes of a file, which never appear in text: {@link #toString} gives checksum and size.
 * Immutable.
 */
public final class Content {

  /** The most a file may hold: 512 KiB. */
  public static final int LARGEST = 512 * 1024;

  private final byte[] bytes;

  private Content(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Content of(byte[] bytes) {
    return new Content(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int size() {
    return bytes.length;
  }

  /** {@code sha256:} and 64 lower-case hexadecimal digits. */
  public String checksum() {
    return "sha256:" + Sha256.hex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Content content && Arrays.equals(bytes, content.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return checksum() + " " + bytes.length + " bytes";
  }
}
