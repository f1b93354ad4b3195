package io.keelson.controller.kube;

import java.util.regex.Pattern;

/** Names that come from elsewhere and are to stand in a path. */
final class ObjectName {

  /** RFC 1123, as the API server has it. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private static final int LONGEST = 253;

  private ObjectName() {}

  static boolean isOne(String text) {
    return text.length() <= LONGEST && NAME.matcher(text).matches();
  }
}
