package io.keelson.console.controller;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTPS listener of the pages: TLS 1.2 and 1.3, HTTP/1.1, strict, small limits. */
public final class ConsoleServer implements AutoCloseable {

  private static final int MOST_THREADS = 16;
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int LARGEST_HEADERS = 16 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration LONGEST_BODY = Duration.ofSeconds(20);
  private static final int STOP_MILLIS = 5_000;

  private final Javalin javalin;

  private ConsoleServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Starts to listen on all addresses.
   *
   * @param port 0 for any free one
   * @param tls the console's certificate
   * @param areas every part of the console
   */
  public static ConsoleServer start(
      int port, SSLContext tls, Desk desk, Callers callers, List<Area> areas) {
    Gate gate = new Gate(desk, callers, new Bodies(LONGEST_BODY));
    QueuedThreadPool pool = new QueuedThreadPool(MOST_THREADS, 2, 60_000);
    pool.setName("https");
    // A page waits for the database and the API server: threads that wait must cost little.
    pool.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("page-"));
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config, pool);
              config.jetty.addConnector((server, unused) -> connector(server, port, tls));
              new Routes(gate, areas).install(config.routes);
              new ErrorPages(gate).install(config.routes);
            });
    javalin.start();
    return new ConsoleServer(javalin);
  }

  private static void configure(JavalinConfig config, QueuedThreadPool pool) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.generateEtags = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = Bodies.LARGEST;
    config.router.caseInsensitiveRoutes = false;
    config.router.ignoreTrailingSlashes = false;
    config.router.treatMultipleSlashesAsSingleSlash = false;
    config.jetty.threadPool = pool;
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(STOP_MILLIS);
          server.setErrorHandler(new BareErrors());
        });
  }

  private static Connector connector(Server server, int port, SSLContext context) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(context);
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    tls.setRenegotiationAllowed(false);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(LARGEST_HEADERS);
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setUriCompliance(UriCompliance.RFC3986);
    // The pod is reached by names that we cannot know: a forwarded port, an Ingress.
    http.addCustomizer(new SecureRequestCustomizer(false));
    http.addCustomizer(
        (request, headers) -> {
          SecurityHeaders.ALL.forEach(headers::put);
          return refuseUpgrade(request);
        });
    SslConnectionFactory secure = new SslConnectionFactory(tls, "http/1.1");
    ServerConnector connector =
        new ServerConnector(
            server, null, null, null, 1, 1, secure, new HttpConnectionFactory(http));
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    server.addBean(
        new org.eclipse.jetty.server.NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    return connector;
  }

  /** Another protocol would pass by every check: Javalin takes up a WebSocket before any route. */
  private static Request refuseUpgrade(Request request) {
    if (request.getHeaders().contains(HttpHeader.UPGRADE)
        || request.getHeaders().contains(HttpHeader.SEC_WEBSOCKET_KEY)) {
      throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400);
    }
    return request;
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** Takes no new request, lets those under way end, and stops. */
  @Override
  public void close() {
    javalin.stop();
  }
}
