package io.keelson.controller.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Health and metrics over plain HTTP: /livez, /readyz, /metrics. Nothing in it is secret. */
public final class OpsServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;

  /**
   * Starts to listen on all interfaces.
   *
   * @param dead why the process should be started again; empty while it is alive
   * @param unready why it is not ready; empty when it is
   */
  public OpsServer(
      int port,
      Metrics metrics,
      Supplier<Optional<String>> dead,
      Supplier<Optional<String>> unready)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("keelson-ops").unstarted(task)));
    server.createContext("/livez", exchange -> health(exchange, "/livez", dead.get()));
    server.createContext("/readyz", exchange -> health(exchange, "/readyz", unready.get()));
    server.createContext(
        "/metrics", exchange -> answer(exchange, "/metrics", 200, PROMETHEUS, metrics.scrape()));
    server.start();
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void health(HttpExchange exchange, String path, Optional<String> trouble)
      throws IOException {
    answer(exchange, path, trouble.isEmpty() ? 200 : 503, TEXT, trouble.orElse("ok") + "\n");
  }

  private static void answer(
      HttpExchange exchange, String path, int status, String type, String text) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
