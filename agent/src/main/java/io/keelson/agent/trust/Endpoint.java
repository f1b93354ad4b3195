package io.keelson.agent.trust;

import io.keelson.trust.Identity;
import io.keelson.trust.PeerTrust;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.Decoded;
import io.keelson.wire.EnrolAnswer;
import io.keelson.wire.EnrolRequest;
import io.keelson.wire.Json;
import io.keelson.wire.ProblemReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The controller's enrolment. {@link HttpsURLConnection} because it is part of the smallest
 * runtime; the newer client would bring a module and threads for one call a day.
 */
record Endpoint(URI uri) {

  private static final int CONNECT_MILLIS = 3_000;
  private static final int READ_MILLIS = 10_000;
  private static final int LARGEST = 64 * 1024;
  private static final int LONGEST_WAIT_SECONDS = 300;

  /** What came of asking. */
  sealed interface Answer {

    record Granted(EnrolAnswer answer) implements Answer {}

    /**
     * Nothing, or not now.
     *
     * @param notBefore how long the controller wants not to be asked again; zero when it did not
     *     say
     */
    record Refused(String why, Duration notBefore) implements Answer {}
  }

  /**
   * The endpoint at {@code host:port}; a host of IPv6 may stand in brackets or not.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static Endpoint of(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("host:port is needed, not \"" + address + "\"");
    }
    String host = address.substring(0, colon);
    String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return new Endpoint(
        URI.create("https://" + literal + ":" + address.substring(colon + 1) + EnrolRequest.PATH));
  }

  /** Asks; nothing is sent before the other side has proved to be the controller. */
  Answer ask(TrustBundle believed, String token, String csr) {
    HttpsURLConnection connection = null;
    try {
      connection = (HttpsURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      prepare(connection, believed);
      byte[] body = Json.write(new EnrolRequest(csr));
      connection.setRequestProperty("Authorization", "Bearer " + token);
      connection.setFixedLengthStreamingMode(body.length);
      connection.connect();
      // Where the certificate names the host, Java does not ask the verifier.
      requireController(connection.getServerCertificates());
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      return answer(connection);
    } catch (IOException | GeneralSecurityException e) {
      return new Answer.Refused(reason(e), Duration.ZERO);
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private static void prepare(HttpsURLConnection connection, TrustBundle believed)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {PeerTrust.of(believed)}, new SecureRandom());
    connection.setSSLSocketFactory(context.getSocketFactory());
    connection.setHostnameVerifier((host, session) -> isController(session));
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
  }

  /** The name in the certificate counts, not the address: it is asked for before a byte is sent. */
  private static void requireController(Certificate[] chain) throws SSLPeerUnverifiedException {
    if (!isController(chain)) {
      throw new SSLPeerUnverifiedException("the certificate is not one of " + Identity.CONTROLLER);
    }
  }

  private static boolean isController(SSLSession session) {
    try {
      return isController(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException nobody) {
      return false;
    }
  }

  private static boolean isController(Certificate[] chain) {
    return chain[0] instanceof X509Certificate leaf
        && Identity.of(leaf).equals(Optional.of(new Identity.Controller()));
  }

  private static Answer answer(HttpsURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] bytes = body == null ? new byte[0] : body.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        return new Answer.Refused("its answer has more than " + LARGEST + " bytes", Duration.ZERO);
      }
      return status == 200
          ? granted(bytes)
          : new Answer.Refused(
              "HTTP " + status + detail(bytes), seconds(connection.getHeaderField("Retry-After")));
    }
  }

  private static Answer granted(byte[] bytes) {
    return switch (Json.read(bytes, EnrolAnswer.class)) {
      case Decoded.Value<EnrolAnswer> read -> new Answer.Granted(read.value());
      case Decoded.Malformed<EnrolAnswer> malformed ->
          new Answer.Refused("its answer: " + malformed.problem().message(), Duration.ZERO);
    };
  }

  private static String detail(byte[] bytes) {
    return switch (Json.read(bytes, ProblemReport.class)) {
      case Decoded.Value<ProblemReport> read ->
          read.value().items().isEmpty()
              ? ": " + read.value().detail()
              : ": " + read.value().items().getFirst().message();
      case Decoded.Malformed<ProblemReport> unreadable -> "";
    };
  }

  private static Duration seconds(@Nullable String seconds) {
    return seconds != null && seconds.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Math.min(LONGEST_WAIT_SECONDS, Integer.parseInt(seconds)))
        : Duration.ZERO;
  }

  /** The last cause says what the TLS library's own words hide. */
  private static String reason(Exception e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last.getClass().getSimpleName() + ": " + last.getMessage();
  }
}
