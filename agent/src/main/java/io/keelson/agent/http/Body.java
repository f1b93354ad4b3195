package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.CONTENT_TYPE_INVALID;
import static io.keelson.problem.ProblemCode.REQUEST_TOO_LARGE;

import io.javalin.http.Context;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/** Reads what a client sends, up to a limit. */
final class Body {

  /** The most bytes of a body: 1 MiB. */
  static final int LARGEST = 1024 * 1024;

  /** A body that comes for longer keeps a thread from others. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private Body() {}

  static void checkType(Context ctx) {
    List<String> types = Collections.list(ctx.req().getHeaders("Content-Type"));
    if (types.size() != 1 || !isJson(types.getFirst()) || ctx.header("Content-Encoding") != null) {
      throw Refused.of(
          CONTENT_TYPE_INVALID, "", "send JSON: one header Content-Type: application/json");
    }
  }

  private static boolean isJson(String type) {
    String plain = type.toLowerCase(Locale.ROOT).replace(" ", "");
    return plain.equals("application/json") || plain.equals("application/json;charset=utf-8");
  }

  static <T> T read(Context ctx, Class<T> type) {
    return switch (Json.read(bytes(ctx), type)) {
      case Decoded.Value<T> decoded -> decoded.value();
      case Decoded.Malformed<T> malformed -> throw new Refused(List.of(malformed.problem()));
    };
  }

  private static byte[] bytes(Context ctx) {
    if (ctx.req().getContentLengthLong() > 2 * LARGEST) {
      throw tooLarge();
    }
    EndPoint connection = connection(ctx);
    long idle = connection.getIdleTimeout();
    // A body that stops half-way holds a thread for as long as a connection may be idle.
    connection.setIdleTimeout(LONGEST.toMillis());
    try {
      // More is read than is kept: a client that is cut off while it still sends may never see why.
      byte[] bytes = readInTime(ctx.req().getInputStream(), LARGEST + 1, 2 * LARGEST);
      if (bytes.length > LARGEST) {
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw e.getCause() instanceof TimeoutException ? new TooSlow() : new ClientGone(e);
    } finally {
      connection.setIdleTimeout(idle);
    }
  }

  private static EndPoint connection(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint();
  }

  private static byte[] readInTime(InputStream from, int kept, int most) throws IOException {
    long start = System.nanoTime();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    int read = 0;
    int got = from.read(part);
    while (got >= 0 && read < most) {
      bytes.write(part, 0, Math.min(got, kept - bytes.size()));
      read += got;
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        throw new TooSlow();
      }
      got = from.read(part);
    }
    return bytes.toByteArray();
  }

  private static Refused tooLarge() {
    return Refused.of(REQUEST_TOO_LARGE, "", "a request holds at most " + LARGEST + " bytes");
  }

  /** The body came, but not in time. */
  static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** The client stopped in the middle of its body. */
  static final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClientGone(IOException cause) {
      super(cause);
    }
  }
}
