package io.keelson.agent.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.trust.ReloadableTls;
import java.security.GeneralSecurityException;
import java.time.Duration;
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
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTPS listener: TLS 1.3, client certificate needed, HTTP/1.1 only, small limits. */
public final class AgentServer implements AutoCloseable {

  private static final int MOST_THREADS = 8;

  /**
   * Connections that the kernel holds until they are looked at. When there are more, it drops the
   * controller's as well as a stranger's.
   */
  private static final int MOST_UNSEEN = 1024;

  private static final int LARGEST_HEADERS = 8 * 1024;

  /** Longer than the controller's polls are apart, so that its connection outlives them. */
  static final Duration IDLE = Duration.ofSeconds(150);

  private static final int STOP_MILLIS = 10_000;

  private final Javalin javalin;

  private AgentServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Makes every connection begin with a whole handshake: who resumes a session shows no
   * certificate, and what we believe would not be asked. To be called before anything of TLS is
   * used, for Java reads it once.
   */
  public static void refuseResumption() {
    System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
  }

  /**
   * Starts to listen on all addresses.
   *
   * @param port 0 for any free one
   */
  public static AgentServer start(int port, Handlers handlers) throws GeneralSecurityException {
    SslContextFactory.Server context = tls(handlers.tls());
    QueuedThreadPool pool = new QueuedThreadPool(MOST_THREADS, 2, 60_000);
    pool.setName("https");
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config, pool, handlers.metrics());
              config.jetty.addConnector(
                  (server, unused) -> connector(server, port, context, handlers));
              config.requestLogger.http(handlers::answered);
              handlers.routes(pool).install(config.routes);
            });
    javalin.start();
    return new AgentServer(javalin);
  }

  private static void configure(JavalinConfig config, QueuedThreadPool pool, AgentMetrics metrics) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.generateEtags = false;
    config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
    config.http.maxRequestSize = Body.LARGEST;
    config.router.caseInsensitiveRoutes = false;
    config.router.ignoreTrailingSlashes = false;
    config.router.treatMultipleSlashesAsSingleSlash = false;
    config.jetty.threadPool = pool;
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(STOP_MILLIS);
          server.setErrorHandler(new BareErrors(metrics));
        });
  }

  private static SslContextFactory.Server tls(ReloadableTls material)
      throws GeneralSecurityException {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(material.context());
    tls.setIncludeProtocols("TLSv1.3");
    tls.setNeedClientAuth(true);
    tls.setRenegotiationAllowed(false);
    tls.setSessionCachingEnabled(false);
    return tls;
  }

  private static Connector connector(
      Server server, int port, SslContextFactory.Server tls, Handlers handlers) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(LARGEST_HEADERS);
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setUriCompliance(UriCompliance.RFC3986);
    // No least data rate: Jetty measures it from the first moment, and a short body that is some
    // milliseconds late would be too slow. Body has a deadline of its own.
    // Names are proved by certificates; the Host header is used for nothing, so it is not compared
    // either.
    http.addCustomizer(new SecureRequestCustomizer(false));
    http.addCustomizer((request, headers) -> refuseUpgrade(request));
    SslConnectionFactory secure = new SslConnectionFactory(tls, "http/1.1");
    ServerConnector connector =
        new ServerConnector(
            server, null, null, null, 1, 1, secure, new HttpConnectionFactory(http));
    Doorkeeper doorkeeper = handlers.doorkeeper(connector.getScheduler());
    http.addCustomizer(
        (request, headers) -> {
          doorkeeper.asked(request.getConnectionMetaData().getConnection().getEndPoint());
          return request;
        });
    connector.addBean(doorkeeper);
    secure.addBean(doorkeeper);
    connector.setPort(port);
    connector.setAcceptQueueSize(MOST_UNSEEN);
    connector.setIdleTimeout(IDLE.toMillis());
    return connector;
  }

  /**
   * Refuses to switch to another protocol, in which no check of ours would see anything. Here and
   * not in a route, for Javalin takes up a WebSocket, with a session and its cookie, before any.
   */
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
