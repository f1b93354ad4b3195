package io.keelson.console.kube;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of a stream, each within a limit. For one thread. */
final class Lines {

  private final InputStream stream;
  private final int longest;
  private final byte[] part = new byte[16 * 1024];
  private int from;
  private int to;

  Lines(InputStream stream, int longest) {
    this.stream = stream;
    this.longest = longest;
  }

  /** The next one without its end; empty at the end of the stream, a line that is cut is none. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      for (int i = from; i < to; i++) {
        if (part[i] == '\n') {
          line.write(part, from, i - from);
          from = i + 1;
          return Optional.of(line.toByteArray());
        }
      }
      line.write(part, from, to - from);
      if (line.size() > longest) {
        throw new NoAnswer.TooLarge();
      }
      from = 0;
      to = stream.read(part);
      if (to < 0) {
        to = 0;
        return Optional.empty();
      }
    }
  }
}
