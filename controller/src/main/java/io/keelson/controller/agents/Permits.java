package io.keelson.controller.agents;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * At most so many calls at once; the others wait in line without a thread. More TLS handshakes at
 * once than this make all of them slower. For any thread.
 */
final class Permits {

  private final Deque<Runnable> line = new ArrayDeque<>();
  private int free;
  private boolean starting;

  Permits(int most) {
    this.free = most;
  }

  /** Runs the call now or when one that runs has ended; it must {@link #release} and not throw. */
  void acquire(Runnable call) {
    synchronized (this) {
      line.add(call);
    }
    startWaiting();
  }

  void release() {
    synchronized (this) {
      free++;
    }
    startWaiting();
  }

  /** One loop at a time: calls that end at once would otherwise start each other on one stack. */
  private void startWaiting() {
    synchronized (this) {
      if (starting) {
        return;
      }
      starting = true;
    }
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    if (free == 0 || line.isEmpty()) {
      starting = false;
      return null;
    }
    free--;
    return line.poll();
  }
}
