package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.AGENT_BUSY;

import io.javalin.http.Context;
import io.keelson.agent.host.HostThread;
import io.keelson.wire.Json;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Hands work from a handler to the host thread, and its result back to a thread of the server, so
 * that neither waits for the other and no slow client holds up the host.
 */
record Lane(HostThread host, Executor server) {

  void run(Context ctx, Callable<?> work) {
    CompletableFuture<Object> done = this.<Object>begin(work::call).orElseThrow(Lane::busy);
    ctx.future(() -> done.thenAcceptAsync(result -> answer(ctx, result), server));
  }

  /** Has work done; empty when too much is waiting already. */
  <T> Optional<CompletableFuture<T>> begin(Callable<T> work) {
    return host.submit(work);
  }

  /** Answers with a body as soon as it is there. */
  void answer(Context ctx, CompletableFuture<byte[]> body) {
    ctx.future(() -> body.thenAcceptAsync(bytes -> json(ctx, bytes), server));
  }

  static Refused busy() {
    return Refused.of(AGENT_BUSY, "", "too many calls are waiting already: try again shortly");
  }

  static void answer(Context ctx, Object value) {
    json(ctx, Json.write(value));
  }

  private static void json(Context ctx, byte[] body) {
    ctx.contentType("application/json").result(body);
  }
}
