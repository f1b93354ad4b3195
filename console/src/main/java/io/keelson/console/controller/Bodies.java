package io.keelson.console.controller;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/**
 * Reads the bodies of requests: of bounded size, in bounded time, and not more at once than the
 * heap has room for. May be used by many threads.
 */
final class Bodies {

  /** Of a form before login: a name, a password, a token. */
  static final int LARGEST_BEFORE_LOGIN = 16 * 1024;

  /** Of a form after it: a MyKind of the largest size that agents take, encoded for a form. */
  static final int LARGEST = 3 * 1024 * 1024;

  /** KiB of bodies that are read or worked on at the same time, before and after login. */
  private static final int ROOM_BEFORE_LOGIN = 2 * 1024;

  private static final int ROOM = 12 * 1024;

  private final Semaphore beforeLogin = new Semaphore(ROOM_BEFORE_LOGIN);
  private final Semaphore afterLogin = new Semaphore(ROOM);
  private final Duration longest;

  /**
   * Made once.
   *
   * @param longest that a body may take to arrive
   */
  Bodies(Duration longest) {
    this.longest = longest;
  }

  /** A body and the room that it takes until it is closed. */
  record Lease(byte[] bytes, Semaphore room, int kib) implements AutoCloseable {
    @Override
    public void close() {
      room.release(kib);
    }
  }

  /**
   * Reads the body.
   *
   * @throws Refusal 411 without a length, 413 too large, 408 too slow or cut, 503 no room now
   */
  Lease take(Context ctx, boolean loggedIn) {
    int most = loggedIn ? LARGEST : LARGEST_BEFORE_LOGIN;
    long length = ctx.req().getContentLengthLong();
    if (length < 0) {
      throw new Refusal(411, "error.length");
    }
    if (length > most) {
      throw new Refusal(413, "error.size", most / 1024);
    }
    Semaphore room = loggedIn ? afterLogin : beforeLogin;
    int kib = (int) (length / 1024) + 1;
    if (!room.tryAcquire(kib)) {
      throw new Refusal(503, "error.busy");
    }
    boolean read = false;
    try {
      Lease lease = new Lease(read(ctx, (int) length), room, kib);
      read = true;
      return lease;
    } finally {
      if (!read) {
        room.release(kib);
      }
    }
  }

  private byte[] read(Context ctx, int length) {
    EndPoint connection =
        ServletContextRequest.getServletContextRequest(ctx.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    long idle = connection.getIdleTimeout();
    // A body that stops half-way would hold its room for as long as a connection may be idle.
    connection.setIdleTimeout(longest.toMillis());
    try {
      return readInTime(ctx.req().getInputStream(), new byte[length]);
    } catch (IOException e) {
      // What is left of such a body must not be taken for the next request.
      ctx.header("Connection", "close");
      throw new Refusal(408, "error.late");
    } finally {
      connection.setIdleTimeout(idle);
    }
  }

  private byte[] readInTime(InputStream from, byte[] body) throws IOException {
    long start = System.nanoTime();
    int at = 0;
    while (at < body.length) {
      int got = from.read(body, at, body.length - at);
      if (got < 0 || System.nanoTime() - start > longest.toNanos()) {
        throw new IOException("too slow, or cut");
      }
      at += got;
    }
    return body;
  }
}
