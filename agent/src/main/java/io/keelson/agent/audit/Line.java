package io.keelson.agent.audit;

import java.nio.charset.StandardCharsets;

/**
 * One JSON object on one line of printable ASCII: whatever a field holds, it can neither end the
 * line nor command a terminal, and it can be read back exactly, but for what is cut off.
 */
final class Line {

  private static final int LONGEST = 256;

  private final StringBuilder text = new StringBuilder();

  /** Adds a field; a value that is too long is cut and ends with {@code …}. */
  Line put(String name, String value) {
    return put(name, value, LONGEST);
  }

  Line put(String name, String value, int longest) {
    name(name);
    text.append('"');
    int end = Math.min(value.length(), longest);
    for (int i = 0; i < end; i++) {
      put(value.charAt(i));
    }
    if (end < value.length()) {
      put('…');
    }
    text.append('"');
    return this;
  }

  Line put(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  Line put(String name, boolean value) {
    name(name);
    text.append(value);
    return this;
  }

  Line put(String name, Line object) {
    name(name);
    text.append('{').append(object.text).append('}');
    return this;
  }

  private void name(String name) {
    text.append(text.isEmpty() ? "" : ",").append('"').append(name).append("\":");
  }

  private void put(char c) {
    if (c < ' ' || c > '~' || c == '"' || c == '\\') {
      text.append("\\u%04x".formatted((int) c));
    } else {
      text.append(c);
    }
  }

  /** With the newline. */
  byte[] bytes() {
    return ("{" + text + "}\n").getBytes(StandardCharsets.US_ASCII);
  }
}
