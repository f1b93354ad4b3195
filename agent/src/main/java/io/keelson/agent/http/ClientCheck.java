package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.CLIENT_NOT_ALLOWED;

import io.javalin.http.Context;
import io.keelson.trust.Identity;
import io.keelson.trust.ReloadableTls;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets only the controller in. The handshake has proved that the certificate was of our authority;
 * every agent has one of those, so the name counts. And the connection may be older than what is
 * believed now, so each request is judged anew.
 */
record ClientCheck(ReloadableTls tls) {

  private static final Optional<Identity> CONTROLLER = Optional.of(new Identity.Controller());

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  void check(Context ctx) {
    Object chain = ctx.req().getAttribute(CERTIFICATES);
    if (chain instanceof X509Certificate[] certificates
        && certificates.length > 0
        && tls.identify(certificates[0], Instant.now()).equals(CONTROLLER)) {
      return;
    }
    // It would be refused for ever, and holds one of few places.
    ctx.header("Connection", "close");
    throw Refused.of(
        CLIENT_NOT_ALLOWED,
        "",
        "the client's certificate is not one of "
            + Identity.CONTROLLER
            + " that is valid now, of an authority that is believed now");
  }
}
