package io.keelson.controller.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.controller.trust.AuthorityKeeper;
import io.keelson.controller.trust.MemoryTrust;
import io.keelson.controller.trust.Unmeasured;
import io.keelson.trust.CertificateRequest;
import io.keelson.wire.EnrolRequest;
import io.keelson.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everybody reaches this port; agents must too. */
final class EnrolServerTest {

  private static final String ACCOUNT = "system:serviceaccount:keelson-system:keelson-agent";
  private static final Duration STAY = Duration.ofSeconds(3);
  private static final int MOST = 16;

  private final AuthorityKeeper authority =
      new AuthorityKeeper(
          new MemoryTrust(),
          new AuthorityKeeper.Settings(
              Duration.ofHours(24), Duration.ofDays(365), "", false, Duration.ofSeconds(1)),
          (reason, note, warning) -> {},
          new Unmeasured(),
          Clock.systemUTC(),
          System::nanoTime);
  private final List<Socket> strangers = new ArrayList<>();
  private EnrolServer server;

  @BeforeEach
  void start() throws IOException {
    authority.start();
    await().until(() -> authority.unavailable().isEmpty());
    Enrolment enrolment =
        new Enrolment(
            authority,
            new Node1(),
            ACCOUNT,
            (delay, task) -> task.run(),
            node -> {},
            System::nanoTime);
    server =
        new EnrolServer(0, authority.tls(), enrolment, result -> {}, new Guests.Limits(MOST, STAY));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket stranger : strangers) {
      stranger.close();
    }
    server.close();
    authority.close();
  }

  private Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()), 5_000);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private SSLSocket secure(String from) throws Exception {
    SSLContext anybody = SSLContext.getInstance("TLSv1.3");
    anybody.init(null, new TrustManager[] {new Believer()}, new SecureRandom());
    Socket plain = connect(from);
    SSLSocket socket =
        (SSLSocket) anybody.getSocketFactory().createSocket(plain, "c", server.port(), true);
    socket.startHandshake();
    return socket;
  }

  private String enrol(String from) throws Exception {
    String csr = CertificateRequest.pem(CertificateRequest.newKey());
    String body = new String(Json.write(new EnrolRequest(csr)), StandardCharsets.UTF_8);
    try (SSLSocket agent = secure(from)) {
      String request =
          "POST /v1/enrol HTTP/1.1\r\nHost: c\r\nAuthorization: Bearer aaa.bbb.ccc\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      agent.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(agent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static boolean isOpen(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException nothing) {
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void signsForWhomTheApiServerNames() throws Exception {
    assertThat(enrol("127.0.0.1")).startsWith("HTTP/1.1 200").contains("BEGIN CERTIFICATE");
  }

  /** Counted from the first packet, for a handshake that never begins costs memory too. */
  @Test
  void aStrangerWhoOnlyConnectsHoldsNoMorePlacesThanThereAre() throws Exception {
    for (int i = 0; i < 3 * MOST; i++) {
      strangers.add(connect("127.0.0.2"));
    }
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> strangers.stream().filter(EnrolServerTest::isOpen).count() <= MOST);
    assertThat(enrol("127.0.0.1")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aStrangerWithManyConnectionsLosesHisOwn() throws Exception {
    SSLSocket agent = secure("127.0.0.1");
    strangers.add(agent);
    for (int i = 0; i < 2 * MOST; i++) {
      strangers.add(secure("127.0.0.2"));
    }
    assertThat(isOpen(agent)).isTrue();
    assertThat(enrol("127.0.0.3")).startsWith("HTTP/1.1 200");
  }

  @Test
  void placesAreFreeAgainWhenStrangersHaveLeft() throws Exception {
    for (int i = 0; i < 5 * MOST; i++) {
      secure("127.0.0.2").close();
    }
    for (int i = 0; i < MOST; i++) {
      strangers.add(connect("127.0.0.3"));
    }
    assertThat(enrol("127.0.0.3")).startsWith("HTTP/1.1 200");
  }

  /** Else one byte every few seconds would hold a place for days. */
  @Test
  void cutsOffAHeaderThatTrickles() throws Exception {
    SSLSocket stranger = secure("127.0.0.2");
    strangers.add(stranger);
    stranger
        .getOutputStream()
        .write("POST /v1/enrol HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
    await()
        .atMost(STAY.multipliedBy(3))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              try {
                stranger.getOutputStream().write('x');
                return !isOpen(stranger);
              } catch (IOException closed) {
                return true;
              }
            });
  }

  /** The API server's part. */
  private static final class Node1 implements TokenReviewer {

    @Override
    public CompletionStage<Review> review(String token, String audience) {
      return CompletableFuture.completedFuture(
          new Review.Known(
              ACCOUNT,
              List.of(audience),
              Map.of(
                  Claim.POD_NAME, List.of("agent-1"),
                  Claim.POD_UID, List.of("u"),
                  Claim.NODE_NAME, List.of("node1"))));
    }

    @Override
    public CompletionStage<Pod> pod(String name) {
      return CompletableFuture.completedFuture(new Pod.Missing());
    }
  }

  private static final class Believer implements X509TrustManager {

    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
