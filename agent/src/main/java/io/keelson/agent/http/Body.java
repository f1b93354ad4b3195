package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.CONTENT_TYPE_INVALID;
import static io.keelson.problem.ProblemCode.REQUEST_TOO_LARGE;

import io.javalin.http.Context;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Reads what a client sends, up to a limit. */
final class Body {

  /** The most bytes of a body: 1 MiB. */
  static final int LARGEST = 1024 * 1024;

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
    try {
      byte[] bytes = ctx.req().getInputStream().readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        drain(ctx.req().getInputStream());
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw new ClientGone(e);
    }
  }

  /** A client that is cut off while it still sends may never see why. */
  private static void drain(InputStream rest) throws IOException {
    byte[] part = new byte[8192];
    for (int read = 0; read < LARGEST; ) {
      int got = rest.read(part);
      if (got < 0) {
        return;
      }
      read += got;
    }
  }

  private static Refused tooLarge() {
    return Refused.of(REQUEST_TOO_LARGE, "", "a request holds at most " + LARGEST + " bytes");
  }

  /** The client stopped in the middle of its body. */
  static final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClientGone(IOException cause) {
      super(cause);
    }
  }
}
