package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.TestAgent;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may talk to the agent: the controller, with TLS 1.3, and nobody else. */
class ClientsIT {

  @TempDir static Path work;
  private static TestAgent agent;
  private static TestCertificates ours;

  @BeforeAll
  static void start() throws IOException {
    HostDirectory host = HostDirectory.in(Files.createDirectory(work.resolve("host")));
    agent = TestAgent.on(host, work, "net.*", "");
    ours = agent.authority();
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  private static int status(SSLContext context) throws IOException, InterruptedException {
    HttpClient client = TestAgent.client(context);
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(agent.uri("/v1/state")).build(), BodyHandlers.ofString());
    return response.statusCode();
  }

  private static void isTurnedAwayInTheHandshake(TestCertificate certificate) {
    assertThatThrownBy(() -> status(certificate.believing(ours).sslContext()))
        .isInstanceOf(IOException.class);
    assertThat(agent.health("/metrics").body()).doesNotContain("CLIENT_NOT_ALLOWED\"} 99");
  }

  @Test
  void servesTheController() throws Exception {
    assertThat(status(ours.forController().sign().sslContext())).isEqualTo(200);
    assertThat(status(ours.forController().rsa().sign().sslContext())).isEqualTo(200);
  }

  @Test
  @DisplayName("A-01: no certificate")
  void turnsAwayWhoHasNoCertificate() throws Exception {
    SSLContext anonymous = SSLContext.getInstance("TLSv1.3");
    anonymous.init(
        null,
        new TrustManager[] {ours.certificateFor("x").sign().reloadable().trustManager()},
        null);
    assertThatThrownBy(() -> status(anonymous)).isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("A-02: a certificate of another authority")
  void turnsAwayWhoHasACertificateOfAnotherAuthority() {
    TestCertificates theirs = TestCertificates.authority();
    isTurnedAwayInTheHandshake(theirs.forController().sign());
  }

  @Test
  @DisplayName("A-02, A-04: an expired or not yet valid certificate")
  void turnsAwayWhoseCertificateIsOutOfDate() {
    isTurnedAwayInTheHandshake(ours.forController().expired().sign());
    isTurnedAwayInTheHandshake(ours.forController().notYetValid().sign());
  }

  /** Java by itself takes the one that names no purpose for good. */
  @Test
  @DisplayName("A-02: the controller's name, but not made for clients")
  void turnsAwayWhoseCertificateIsNotForClients() {
    String before = requests();
    double refused = turnedAwayByCertificate();

    isTurnedAwayInTheHandshake(ours.forController().only(KeyPurposeId.id_kp_serverAuth).sign());
    isTurnedAwayInTheHandshake(ours.forController().only().sign());
    isTurnedAwayInTheHandshake(ours.forController().only(KeyPurposeId.id_kp_codeSigning).sign());
    isTurnedAwayInTheHandshake(ours.forController().only(KeyPurposeId.anyExtendedKeyUsage).sign());
    isTurnedAwayInTheHandshake(ours.forAgent("node1").only(KeyPurposeId.id_kp_serverAuth).sign());

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(turnedAwayByCertificate()).isGreaterThanOrEqualTo(refused + 5));
    assertThat(requests()).isEqualTo(before);
  }

  /** How many have come as far as a handler. */
  private static String requests() {
    return lines("keelson_agent_requests_seconds_count").collect(Collectors.joining("\n"));
  }

  private static double turnedAwayByCertificate() {
    return lines("keelson_agent_turned_away_total{reason=\"certificate\"}")
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  private static Stream<String> lines(String metric) {
    return agent.health("/metrics").body().lines().filter(line -> line.startsWith(metric));
  }

  @Test
  @DisplayName("A-03, A-26: the certificate of an agent")
  void refusesAnotherAgent() throws Exception {
    assertThat(status(ours.forAgent("node1").sign().sslContext())).isEqualTo(403);
    assertThat(status(ours.certificateFor().subject("CN=keelson-controller").sign().sslContext()))
        .isEqualTo(403);
    assertThat(
            status(ours.certificateFor("*.local", "keelson-controller.evil").sign().sslContext()))
        .isEqualTo(403);
  }

  @Test
  @DisplayName("A-07: TLS 1.2")
  void turnsAwayOlderTls() throws Exception {
    SSLContext context = ours.forController().sign().sslContext();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  @DisplayName("A-07: plain HTTP on the TLS port")
  void doesNotAnswerPlainHttp() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", agent.port())) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write("GET /v1/state HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1 2");
    } catch (java.net.SocketException reset) {
      // As good.
    }
  }
}
