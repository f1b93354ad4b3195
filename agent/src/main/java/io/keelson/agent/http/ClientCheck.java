package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.CLIENT_NOT_ALLOWED;

import io.javalin.http.Context;
import io.keelson.trust.Identity;
import io.keelson.trust.ReloadableTls;
import java.time.Instant;
import java.util.Optional;

/**
 * Lets only the controller in. The handshake has proved that the certificate was of our authority;
 * every agent has one of those, so the name counts. And the connection may be older than what is
 * believed now, so each request is judged anew.
 */
record ClientCheck(ReloadableTls tls) {

  private static final Optional<Identity> CONTROLLER = Optional.of(new Identity.Controller());

  void check(Context ctx) {
    if (Callers.certificate(ctx)
        .flatMap(shown -> tls.identify(shown, Instant.now()))
        .equals(CONTROLLER)) {
      return;
    }
    throw Refused.of(
        CLIENT_NOT_ALLOWED,
        "",
        "the client's certificate is not one of "
            + Identity.CONTROLLER
            + " that is valid now, of an authority that is believed now");
  }
}
