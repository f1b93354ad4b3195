package io.keelson.setting;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every Java has. */
public final class Sha256 {

  private Sha256() {}

  /** 64 lower-case hexadecimal digits. */
  public static String hex(byte[] bytes) {
    MessageDigest digest = begin();
    digest.update(bytes);
    return hex(digest);
  }

  /** The same of what was added bit by bit. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** To add bytes to. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
