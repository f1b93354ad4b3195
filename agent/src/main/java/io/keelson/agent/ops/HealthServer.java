package io.keelson.agent.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Health and metrics on 127.0.0.1. The JDK's own small server, not a second Jetty: it needs a few
 * hundred kilobytes, and still answers when every thread of the other is taken, so that the kubelet
 * does not take a busy agent for a dead one.
 *
 * <p>Every user of the node reaches it. Each request has a thread of its own and has to come within
 * seconds, or one that never ends would keep the kubelet waiting until it kills the agent.
 */
public final class HealthServer implements AutoCloseable {

  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private static final int LONGEST_SECONDS = 5;

  private final HttpServer server;
  private final ExecutorService threads;

  private HealthServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * @param port 0 for any free one
   * @param live what must be so, or else the process has to be started again
   * @param ready what must be so to take calls
   */
  public static HealthServer start(
      int port, List<HealthCheck> live, List<HealthCheck> ready, AgentMetrics metrics)
      throws IOException {
    // The server has no other way to be told; it reads them once, when its class is loaded.
    System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(LONGEST_SECONDS));
    System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(LONGEST_SECONDS));
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 16);
    server.createContext("/", exchange -> send(exchange, 404, PLAIN, "not found\n"));
    server.createContext("/livez", exact("/livez", exchange -> health(exchange, live)));
    server.createContext("/readyz", exact("/readyz", exchange -> health(exchange, ready)));
    server.createContext(
        "/metrics", exact("/metrics", exchange -> send(exchange, 200, METRICS, metrics.scrape())));
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.start();
    return new HealthServer(server, threads);
  }

  /** The JDK's server gives a context everything that begins with its path. */
  private static HttpHandler exact(String path, HttpHandler handler) {
    return exchange -> {
      boolean reads = exchange.getRequestMethod().equals("GET");
      if (!exchange.getRequestURI().getPath().equals(path)) {
        send(exchange, 404, PLAIN, "not found\n");
      } else if (!reads) {
        send(exchange, 405, PLAIN, "only GET\n");
      } else {
        handler.handle(exchange);
      }
    };
  }

  private static void health(HttpExchange exchange, List<HealthCheck> checks) throws IOException {
    String faults =
        checks.stream()
            .map(HealthCheck::fault)
            .flatMap(Optional::stream)
            .map(fault -> fault + "\n")
            .collect(Collectors.joining());
    send(exchange, faults.isEmpty() ? 200 : 503, PLAIN, faults.isEmpty() ? "ok\n" : faults);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
