package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.AGENT_BUSY;

import io.javalin.http.Context;
import io.keelson.agent.host.HostThread;
import io.keelson.wire.Json;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Hands work from a handler to the host thread, and its result back to a thread of the server, so
 * that neither waits for the other and no slow client holds up the host.
 */
record Lane(HostThread host, Executor server) {

  void run(Context ctx, Callable<?> work) {
    CompletableFuture<Object> done =
        host.<Object>submit(work::call)
            .orElseThrow(
                () ->
                    Refused.of(
                        AGENT_BUSY, "", "too many calls are waiting already: try again shortly"));
    ctx.future(() -> done.thenAcceptAsync(result -> answer(ctx, result), server));
  }

  static void answer(Context ctx, Object value) {
    ctx.contentType("application/json").result(Json.write(value));
  }
}
