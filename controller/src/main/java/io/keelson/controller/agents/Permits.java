package io.keelson.controller.agents;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * At most so many calls at once; the others wait in line without a thread. More TLS handshakes at
 * once than this make all of them slower. For any thread.
 */
final class Permits {

  private final Deque<Runnable> line = new ArrayDeque<>();
  private int free;

  Permits(int most) {
    this.free = most;
  }

  /** Runs the call now or when one that runs has ended; it must {@link #release} at its end. */
  void acquire(Runnable call) {
    synchronized (this) {
      if (free == 0) {
        line.add(call);
        return;
      }
      free--;
    }
    call.run();
  }

  void release() {
    Runnable next;
    synchronized (this) {
      next = line.poll();
      if (next == null) {
        free++;
        return;
      }
    }
    next.run();
  }
}
