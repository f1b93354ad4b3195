package io.keelson.console.controller.look;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes {@code text/event-stream}, as the HTML standard has it. For one thread. */
final class EventWriter {

  private final OutputStream out;

  EventWriter(OutputStream out) {
    this.out = out;
  }

  /** How long the browser waits before it comes again when the stream is cut. */
  void retryAfter(int millis) throws IOException {
    write("retry: " + millis + "\n\n");
  }

  /**
   * One event.
   *
   * @param name of letters, digits and signs, without line ends
   * @param data any text
   */
  void event(String name, String data) throws IOException {
    StringBuilder text = new StringBuilder("event: ").append(name).append('\n');
    data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
    write(text.append('\n').toString());
  }

  /** Nothing, so that both sides see that the other is there. */
  void beat() throws IOException {
    write(":\n\n");
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
