package io.keelson.agent;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Standard output for the log: one line for each event but for stack traces. What a message quotes
 * from elsewhere can neither end its line nor send commands to a terminal. For any thread.
 */
final class CleanLines extends PrintStream {

  /** C0 but the tab of stack traces, DEL, C1 (some terminals obey U+009B as ESC [), line ends. */
  private static final Pattern CONTROL =
      Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u2028\\u2029]");

  CleanLines(PrintStream out) {
    super(out, true, StandardCharsets.UTF_8);
  }

  @Override
  public void println(@Nullable String line) {
    super.println(CONTROL.matcher(String.valueOf(line)).replaceAll(" "));
  }
}
