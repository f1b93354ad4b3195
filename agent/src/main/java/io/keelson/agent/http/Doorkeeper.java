package io.keelson.agent.http;

import io.keelson.agent.ops.AgentMetrics;
import io.keelson.limit.Crowd;
import io.keelson.trust.Identity;
import io.keelson.trust.ReloadableTls;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps room for the controller on a port that everybody reaches. Who has not proved to be the
 * controller is a stranger: so many of them may come in a time, there may be so many, each for so
 * long, and when there are too many, the address with the most of them loses its oldest. For any
 * thread.
 */
final class Doorkeeper
    implements SelectorManager.AcceptListener, Connection.Listener, SslHandshakeListener {

  /** Each costs some ten kilobytes of a heap of 32 MiB. */
  private static final int MOST_STRANGERS = 64;

  /** The controller needs a handful: more are those of controllers that are gone. */
  private static final int MOST_OF_THE_CONTROLLER = 64;

  private static final Duration LONGEST_STAY = Duration.ofSeconds(10);

  private record Guest(EndPoint connection, Object address, Scheduler.Task end) {

    void leave() {
      end.cancel();
      connection.close();
    }
  }

  private final Scheduler scheduler;
  private final ReloadableTls tls;
  private final AgentMetrics metrics;
  private final HandshakeLog log;
  private final HandshakeRate rate = new HandshakeRate(System::nanoTime);

  /** Oldest first. */
  private final Map<SSLEngine, Guest> strangers = new LinkedHashMap<>();

  private final Map<SSLEngine, Guest> controllers = new LinkedHashMap<>();

  Doorkeeper(Scheduler scheduler, ReloadableTls tls, AgentMetrics metrics) {
    this.scheduler = scheduler;
    this.tls = tls;
    this.metrics = metrics;
    this.log = new HandshakeLog(metrics, System::nanoTime);
  }

  /** Before anything is made for the connection: turning one away has to cost little. */
  @Override
  public void onAccepting(SelectableChannel channel) {
    if (!(channel instanceof SocketChannel socket)) {
      return;
    }
    try {
      Object address = Crowd.address(socket.getRemoteAddress());
      if (!rate.admits(address)) {
        log.tooMany(address);
        // Reset, or the node would remember each of them for a minute.
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
      }
    } catch (IOException gone) {
      // The server sees that by itself.
    }
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection tls) {
      EndPoint endPoint = tls.getEndPoint();
      SSLEngine engine = tls.getSSLEngine();
      Scheduler.Task end =
          scheduler.schedule(() -> late(engine), LONGEST_STAY.toSeconds(), TimeUnit.SECONDS);
      enter(engine, new Guest(endPoint, Crowd.address(endPoint.getRemoteSocketAddress()), end));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof SslConnection tls) {
      forget(tls.getSSLEngine());
    }
  }

  @Override
  public void handshakeSucceeded(Event event) {
    // A client that resumed this session would not show its certificate again.
    event.getSSLEngine().getSession().invalidate();
    letInTheController(event.getSSLEngine());
  }

  /**
   * A request has come. Without session tickets Java does not always say that a handshake has
   * ended, so that nobody hears of it; what comes after it shows that it has.
   */
  void asked(EndPoint connection) {
    if (connection instanceof SslConnection.SslEndPoint secure) {
      letInTheController(secure.getSslConnection().getSSLEngine());
    }
  }

  @Override
  public void handshakeFailed(Event event, Throwable failure) {
    Guest guest;
    synchronized (this) {
      guest = strangers.get(event.getSSLEngine());
    }
    log.failed(guest == null ? "unknown" : guest.address, failure);
  }

  private void enter(SSLEngine engine, Guest guest) {
    List<Guest> leaving = new ArrayList<>();
    synchronized (this) {
      strangers.put(engine, guest);
      while (strangers.size() > MOST_STRANGERS) {
        leaving.add(remove(strangers, Crowd.oldestOfTheGreediest(strangers, Guest::address)));
      }
    }
    // Outside of the lock: closing calls onClosed.
    turnAway(leaving, "crowd");
  }

  private void letInTheController(SSLEngine engine) {
    if (isStranger(engine) && isController(engine)) {
      letIn(engine);
    }
  }

  private synchronized boolean isStranger(SSLEngine engine) {
    return strangers.containsKey(engine);
  }

  private void letIn(SSLEngine engine) {
    List<Guest> leaving = new ArrayList<>();
    synchronized (this) {
      Guest guest = strangers.remove(engine);
      if (guest == null) {
        return;
      }
      guest.end.cancel();
      rate.controllerIsAt(guest.address);
      controllers.put(engine, guest);
      while (controllers.size() > MOST_OF_THE_CONTROLLER) {
        leaving.add(remove(controllers, controllers.keySet().iterator().next()));
      }
    }
    turnAway(leaving, "crowd");
  }

  private void late(SSLEngine engine) {
    Guest guest;
    synchronized (this) {
      guest = strangers.remove(engine);
    }
    if (guest != null) {
      turnAway(List.of(guest), "late");
    }
  }

  private synchronized void forget(SSLEngine engine) {
    Guest guest = strangers.remove(engine);
    if (guest != null) {
      guest.end.cancel();
    }
    controllers.remove(engine);
  }

  private void turnAway(List<Guest> guests, String reason) {
    for (Guest guest : guests) {
      metrics.turnedAway(reason);
      guest.leave();
    }
  }

  private static Guest remove(Map<SSLEngine, Guest> guests, SSLEngine leaving) {
    return Objects.requireNonNull(guests.remove(leaving));
  }

  private boolean isController(SSLEngine engine) {
    try {
      return engine.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
          && tls.identify(certificate, Instant.now())
              .equals(Optional.of(new Identity.Controller()));
    } catch (SSLPeerUnverifiedException none) {
      return false;
    }
  }
}
