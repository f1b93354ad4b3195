package io.keelson.console.kube;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails when more comes of it than is good for us. For one thread. */
final class Bounded extends FilterInputStream {

  private final long most;
  private long came;

  Bounded(InputStream stream, long most) {
    super(stream);
    this.most = most;
  }

  /** Counts anew: what came before has been used and dropped. */
  void dropped() {
    came = 0;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    count(one < 0 ? 0 : 1);
    return one;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int got = super.read(into, from, length);
    count(Math.max(0, got));
    return got;
  }

  private void count(int more) throws IOException {
    came += more;
    if (came > most) {
      throw new NoAnswer.TooLarge();
    }
  }
}
