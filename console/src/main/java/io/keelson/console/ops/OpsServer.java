package io.keelson.console.ops;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Health and metrics over plain HTTP: /livez, /readyz, /metrics. Nothing in it is secret. */
public final class OpsServer implements AutoCloseable {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int MOST_THREADS = 6;

  private final Javalin javalin;

  private OpsServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Starts to listen on all addresses.
   *
   * @param port 0 for any free one
   * @param unready why it is not ready; empty when it is
   */
  public static OpsServer start(
      int port, PrometheusMeterRegistry metrics, Supplier<Optional<String>> unready) {
    QueuedThreadPool pool = new QueuedThreadPool(MOST_THREADS, 1, 60_000);
    pool.setName("ops");
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.http.maxRequestSize = 0;
              config.jetty.threadPool = pool;
              config.jetty.port = port;
              config.routes.get("/livez", ctx -> health(ctx, Optional.empty()));
              config.routes.get("/readyz", ctx -> health(ctx, unready.get()));
              config.routes.get(
                  "/metrics", ctx -> ctx.contentType(PROMETHEUS).result(metrics.scrape()));
            });
    javalin.start();
    return new OpsServer(javalin);
  }

  private static void health(Context ctx, Optional<String> trouble) {
    ctx.status(trouble.isEmpty() ? 200 : 503).result(trouble.orElse("ok") + "\n");
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
