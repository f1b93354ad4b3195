package io.keelson.agent.http;

import io.javalin.http.Context;
import io.keelson.agent.audit.Caller;
import io.keelson.trust.Identity;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Reads from a request who makes it. */
final class Callers {

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private Callers() {}

  static Caller of(Context ctx) {
    String address = String.valueOf(ctx.req().getRemoteAddr());
    return certificate(ctx)
        .map(
            one ->
                new Caller(
                    Identity.of(one).map(Identity::uri).orElse(""),
                    one.getSerialNumber().toString(16),
                    address))
        .orElseGet(() -> new Caller("", "", address));
  }

  /** What the client showed in the handshake. */
  static Optional<X509Certificate> certificate(Context ctx) {
    return ctx.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
            && chain.length > 0
        ? Optional.of(chain[0])
        : Optional.empty();
  }
}
