package io.keelson.controller.status;

/** How numbers and texts are put into sentences. */
final class Words {

  private Words() {}

  /** At most so many characters, with a mark where something is missing. */
  static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  static String nodes(int count) {
    return count == 1 ? "1 node" : count + " nodes";
  }
}
