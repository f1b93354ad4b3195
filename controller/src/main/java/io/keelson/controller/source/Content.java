package io.keelson.controller.source;

/** What is known of an entry. */
public sealed interface Content {

  /**
   * It is there.
   *
   * @param base64 its bytes
   */
  record Bytes(String base64) implements Content {

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
