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

  private static final Pattern CONTROL = Pattern.compile("[\r\n\u001b]");

  CleanLines(PrintStream out) {
    super(out, true, StandardCharsets.UTF_8);
  }

  @Override
  public void println(@Nullable String line) {
    super.println(CONTROL.matcher(String.valueOf(line)).replaceAll(" "));
  }
}
