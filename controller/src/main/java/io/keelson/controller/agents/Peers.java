package io.keelson.controller.agents;

import io.keelson.trust.Identity;
import io.keelson.trust.ReloadableTls;
import io.keelson.trust.TlsMaterial;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.RequestOptions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Knows who is at the other end of a connection before a byte of a request is sent. A connection
 * that was made with other trust than that of now is closed and another one made: what was believed
 * then may not be believed now, on either side. For any thread.
 */
final class Peers {

  /** More than the connections that are kept to one agent. */
  private static final int MOST_TRIES = 8;

  /** Somebody who is not the agent of the node. */
  static final class AnotherPeer extends RuntimeException {
    private static final long serialVersionUID = 1;

    AnotherPeer(String node) {
      super("its certificate is not one of the agent of " + node, null, false, false);
    }
  }

  private final Map<HttpConnection, TlsMaterial> opened = new ConcurrentHashMap<>();
  private final ReloadableTls tls;
  private final Clock clock;

  Peers(ReloadableTls tls, Clock clock) {
    this.tls = tls;
    this.clock = clock;
  }

  void opened(HttpConnection connection) {
    opened.put(connection, tls.current());
    connection.closeHandler(closed -> opened.remove(connection));
  }

  /** A request to the agent of a node, of which nothing is sent yet. */
  Future<HttpClientRequest> request(HttpClient client, RequestOptions options, String node) {
    return request(client, options, node, MOST_TRIES);
  }

  private Future<HttpClientRequest> request(
      HttpClient client, RequestOptions options, String node, int tries) {
    return client
        .request(options)
        .compose(
            request -> {
              HttpConnection connection = request.connection();
              boolean old = opened.get(connection) != tls.current();
              if (!old && isAgentOf(connection, node)) {
                return Future.succeededFuture(request);
              }
              // Nothing was sent, so nothing is lost: it may have been made before the agent's
              // certificate, or ours, was renewed. Vert.x would log its end as an error.
              request.exceptionHandler(ended -> {});
              connection.close();
              return tries > 1
                  ? request(client, options, node, tries - 1)
                  : Future.failedFuture(new AnotherPeer(node));
            });
  }

  private boolean isAgentOf(HttpConnection connection, String node) {
    try {
      return connection.sslSession().getPeerCertificates()[0] instanceof X509Certificate leaf
          && tls.identify(leaf, clock.instant()).equals(Optional.of(new Identity.Agent(node)));
    } catch (SSLPeerUnverifiedException nobody) {
      return false;
    }
  }
}
