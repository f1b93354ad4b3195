package io.keelson.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A server behind an address of IPv4 or IPv6. It is only connected to: no TLS, no token, not a
 * byte.
 *
 * @param server resolved, so that nobody has to be asked for a name
 */
public record TcpUplink(InetSocketAddress server) implements Uplink {

  private static final int HIGHEST_PORT = 65535;

  /**
   * The server at {@code address:port}; an address of IPv6 may stand in brackets or not.
   *
   * @return empty when it is none, such as a name
   */
  public static Optional<Uplink> of(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > HIGHEST_PORT) {
      return Optional.empty();
    }
    boolean inBrackets = host.startsWith("[") && host.endsWith("]");
    try {
      InetAddress address =
          InetAddress.ofLiteral(inBrackets ? host.substring(1, host.length() - 1) : host);
      return Optional.of(new TcpUplink(new InetSocketAddress(address, Integer.parseInt(port))));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  @Override
  public String address() {
    String host = server.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getPort();
  }

  @Override
  public boolean answers(Duration within) {
    long begun = System.nanoTime();
    // A socket belongs to the network namespace of the thread that makes it.
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(server, (int) Math.max(1, within.toMillis()));
      return true;
    } catch (IOException nobody) {
      // No route and no address are known at once, and may be there a moment later.
      LockSupport.parkNanos(within.toNanos() - (System.nanoTime() - begun));
      return false;
    }
  }
}
