package io.keelson.problem;

/**
 * One thing that is wrong, said so that a person can mend it.
 *
 * @param code stable name of the kind of problem, one of {@link ProblemCode}
 * @param field where it is, as a path into what was sent, for example {@code parameters[0].value};
 *     empty when it concerns the whole
 * @param key the parameter's key, shortened and with control characters escaped; empty when there
 *     is none
 * @param message what is wrong and what would be right; never file content
 */
public record Problem(String code, String field, String key, String message) {

  private static final int LONGEST_KEY = 120;
  private static final int LONGEST_MESSAGE = 1024;

  public Problem {
    key = printable(key);
    message = printableMessage(message);
  }

  /** A problem that concerns no single parameter. */
  public static Problem of(String code, String field, String message) {
    return new Problem(code, field, "", message);
  }

  /**
   * Input as it may be shown in a message or a log: control and non-ASCII characters escaped, at
   * most 120 characters.
   */
  public static String printable(String text) {
    return printable(text, LONGEST_KEY);
  }

  /** A message, which may be longer: at most 1,024 characters. */
  public static String printableMessage(String text) {
    return printable(text, LONGEST_MESSAGE);
  }

  private static String printable(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && shown.length() < longest; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        shown.append(c);
      } else {
        shown.append(String.format("\\u%04x", (int) c));
      }
    }
    return shown.length() >= longest && text.length() > longest ? shown + "…" : shown.toString();
  }
}
