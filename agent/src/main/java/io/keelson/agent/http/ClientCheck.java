package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.CLIENT_NOT_ALLOWED;

import io.javalin.http.Context;
import io.keelson.trust.PeerName;
import java.security.cert.X509Certificate;

/**
 * Lets only the controller in. The handshake has proved that the certificate is of our authority;
 * every agent has one of those, so the name counts.
 */
record ClientCheck(String controllerName) {

  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  void check(Context ctx) {
    Object chain = ctx.req().getAttribute(CERTIFICATES);
    if (chain instanceof X509Certificate[] certificates
        && certificates.length > 0
        && PeerName.isIn(certificates[0], controllerName)) {
      return;
    }
    throw Refused.of(
        CLIENT_NOT_ALLOWED, "", "the client's certificate does not name " + controllerName);
  }
}
