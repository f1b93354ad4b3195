package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.AGENT_BUSY;

import io.javalin.http.Context;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets one large request in at a time: read, decoded and checked it takes several times its size,
 * and the heap is 32 MiB. For any thread.
 */
final class LargeBodies {

  private static final long LARGE = 64 * 1024;
  private static final String INSIDE = "keelson.large";

  private final AtomicBoolean taken = new AtomicBoolean();

  /** A body whose length is not said may be large. It leaves with {@link #leave}. */
  void enterIfLarge(Context ctx) {
    long length = ctx.req().getContentLengthLong();
    if (length >= 0 && length <= LARGE) {
      return;
    }
    if (!taken.compareAndSet(false, true)) {
      throw Refused.of(AGENT_BUSY, "", "another large call is under way: try again shortly");
    }
    ctx.attribute(INSIDE, this);
  }

  /** To be called when the answer to any request is made. */
  static void leave(Context ctx) {
    if (ctx.attribute(INSIDE) instanceof LargeBodies entered) {
      ctx.attribute(INSIDE, null);
      entered.taken.set(false);
    }
  }
}
