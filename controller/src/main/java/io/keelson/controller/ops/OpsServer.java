package io.keelson.controller.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Health and metrics over plain HTTP: /livez, /readyz, /metrics. Nothing in it is secret.
 *
 * <p>Every pod may reach it. Each request has a thread of its own and has to come within seconds,
 * or one that never ends would keep the kubelet waiting until it kills the controller. Of scrapes,
 * which cost the most, only one is made at a time.
 */
public final class OpsServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private static final int LONGEST_SECONDS = 5;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ReentrantLock scraping = new ReentrantLock();

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
    // The server has no other way to be told; it reads them once, when its class is loaded.
    System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(LONGEST_SECONDS));
    System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(LONGEST_SECONDS));
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(threads);
    server.createContext("/livez", exchange -> health(exchange, "/livez", dead.get()));
    server.createContext("/readyz", exchange -> health(exchange, "/readyz", unready.get()));
    server.createContext(
        "/metrics", exchange -> answer(exchange, "/metrics", 200, PROMETHEUS, scrape(metrics)));
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

  private String scrape(Metrics metrics) {
    scraping.lock();
    try {
      return metrics.scrape();
    } finally {
      scraping.unlock();
    }
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
    threads.shutdownNow();
  }
}
