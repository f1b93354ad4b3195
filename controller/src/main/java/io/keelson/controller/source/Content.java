package io.keelson.controller.source;

import java.nio.charset.StandardCharsets;

/** What is known of an entry. */
public sealed interface Content {

  /**
   * It is there.
   *
   * @param base64 its bytes
   * @param checksum names them
   */
  record Bytes(String base64, String checksum) implements Content {

    /** These; the checksum is made but once, for it is compared whenever a MyKind is looked at. */
    public Bytes(String base64) {
      this(
          base64,
          io.keelson.setting.Content.of(base64.getBytes(StandardCharsets.US_ASCII)).checksum());
    }

    /** Says nothing of what may be a secret. */
    @Override
    public String toString() {
      return "Bytes[" + base64.length() + " characters]";
    }
  }

  /** The object is not there. */
  record NoObject() implements Content {}

  /** The object is there and has no such entry. */
  record NoKey() implements Content {}

  /** It is there, and larger than a file may be. */
  record TooLarge() implements Content {}

  /** The controller may not read it. */
  record Forbidden() implements Content {}

  /**
   * It cannot be told now.
   *
   * @param why in words, without anything that was read
   */
  record Unread(String why) implements Content {}
}
