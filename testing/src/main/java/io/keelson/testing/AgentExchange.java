package io.keelson.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import io.keelson.trust.Identity;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import io.keelson.wire.ProblemReport;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** One call to a fake agent: what of it is in no body, and what is answered. */
record AgentExchange(HttpExchange http) {

  boolean isController() throws IOException {
    return ((HttpsExchange) http).getSSLSession().getPeerCertificates()[0]
            instanceof X509Certificate leaf
        && Identity.of(leaf).equals(Optional.of(new Identity.Controller()));
  }

  /** The parameters that are asked for. */
  List<String> keys() {
    String query = http.getRequestURI().getRawQuery();
    return query == null
        ? List.of()
        : Stream.of(query.split("&"))
            .map(
                pair ->
                    URLDecoder.decode(pair.replaceFirst("^[a-z]+=", ""), StandardCharsets.UTF_8))
            .toList();
  }

  boolean isDryRun() {
    return "dryRun=true".equals(http.getRequestURI().getQuery());
  }

  /** By which a call that is sent again is known; empty without one. */
  String key() {
    return Objects.requireNonNullElse(
        http.getRequestHeaders().getFirst(ApplyRequest.IDEMPOTENCY_KEY), "");
  }

  void say(Object result) throws IOException {
    if (result instanceof Answer.Refuse refusal) {
      refuse(refusal);
    } else {
      answer(200, result);
    }
  }

  void refuse(Answer.Refuse refusal) throws IOException {
    http.getResponseHeaders().set("Content-Type", ProblemReport.MEDIA_TYPE);
    send(refusal.status(), ProblemReport.of(refusal.status(), "refused", refusal.problems()));
  }

  void answer(int status, Object value) throws IOException {
    http.getResponseHeaders().set("Content-Type", "application/json");
    send(status, value);
  }

  private void send(int status, Object value) throws IOException {
    byte[] bytes = Json.write(value);
    http.sendResponseHeaders(status, bytes.length);
    http.getResponseBody().write(bytes);
  }
}
