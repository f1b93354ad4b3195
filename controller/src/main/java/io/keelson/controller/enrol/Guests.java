package io.keelson.controller.enrol;

import io.keelson.limit.Crowd;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many connections in at once, each for so long, on a port that everybody reaches. They
 * count from the first packet, for a handshake that never begins holds memory too; when there are
 * too many, the address with the most of them loses its oldest. For any thread.
 */
@Sharable
final class Guests extends ChannelInboundHandlerAdapter {

  /**
   * How many there may be.
   *
   * @param atOnce connections
   * @param stay how long each may last, from the first packet to the end of the answer
   */
  record Limits(int atOnce, Duration stay) {
    static final Limits STANDARD = new Limits(1024, Duration.ofSeconds(60));
  }

  private final Limits limits;

  /** With their addresses, oldest first. */
  private final Map<Channel, Object> inside = new LinkedHashMap<>();

  Guests(Limits limits) {
    this.limits = limits;
  }

  /** Vert.x tells of a connection when its handshake is over; only its transport sees it before. */
  Vertx vertx(VertxOptions options) {
    return new VertxBuilder(options).findTransport(new Transport()).init().vertx();
  }

  private final class Transport extends JDKTransport {

    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
      super.configure(options, domainSocket, bootstrap);
      bootstrap.handler(Guests.this);
    }
  }

  /** What the listening socket reads are the connections that it has accepted. */
  @Override
  public void channelRead(ChannelHandlerContext listening, Object accepted) {
    if (accepted instanceof Channel guest) {
      Future<?> end =
          listening
              .executor()
              .schedule(() -> guest.close(), limits.stay.toMillis(), TimeUnit.MILLISECONDS);
      guest
          .closeFuture()
          .addListener(
              closed -> {
                end.cancel(false);
                leave(guest);
              });
      Channel leaving = enter(guest);
      if (leaving != null) {
        leaving.close();
      }
    }
    listening.fireChannelRead(accepted);
  }

  /** The one who has to leave for it. */
  private synchronized @Nullable Channel enter(Channel guest) {
    inside.put(guest, Crowd.address(guest.remoteAddress()));
    return inside.size() > limits.atOnce ? oldestOfTheGreediest() : null;
  }

  private synchronized void leave(Channel guest) {
    inside.remove(guest);
  }

  private Channel oldestOfTheGreediest() {
    Channel oldest = Crowd.oldestOfTheGreediest(inside, Function.identity());
    inside.remove(oldest);
    return oldest;
  }
}
