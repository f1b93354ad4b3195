package io.keelson.agent.http;

import io.javalin.http.Context;
import io.keelson.agent.audit.Caller;
import io.keelson.trust.Identity;
import java.security.cert.X509Certificate;

/** Reads from a request who makes it. */
final class Callers {

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private Callers() {}

  static Caller of(Context ctx) {
    String address = String.valueOf(ctx.req().getRemoteAddr());
    if (ctx.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
        && chain.length > 0) {
      return new Caller(
          Identity.of(chain[0]).map(Identity::uri).orElse(""),
          chain[0].getSerialNumber().toString(16),
          address);
    }
    return new Caller("", "", address);
  }
}
