package io.keelson.console.kube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that gives what no API server can be brought to give. */
final class Server implements AutoCloseable {

  /** What it does with a request. */
  @FunctionalInterface
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path directory;
  private volatile Behaviour behaviour = exchange -> json(exchange, 200, "{}");

  Server(Path directory) throws IOException {
    this.directory = directory;
    TestCertificate certificate =
        TestCertificates.authority().certificateFor("localhost").ip("127.0.0.1").sign();
    certificate.writeTo(directory);
    Files.writeString(directory.resolve("token"), "of.the.console");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.sslContext()));
    server.setExecutor(threads);
    server.createContext("/", exchange -> behaviour.answer(exchange));
    server.start();
  }

  void does(Behaviour next) {
    behaviour = next;
  }

  /** Every user has a token, and then this happens. */
  void givesTokensAnd(Behaviour next) {
    behaviour =
        exchange -> {
          if (exchange.getRequestURI().getPath().endsWith("/token")) {
            json(exchange, 201, "{\"status\":{\"token\":\"of.user\"}}");
          } else {
            next.answer(exchange);
          }
        };
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  Path directory() {
    return directory;
  }

  KubeHttp http(Duration longest) throws IOException {
    return new KubeHttp(uri(), Authorities.in(directory.resolve("ca.crt")), longest);
  }

  static void json(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
