package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.testing.EnrolmentServer;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import io.keelson.trust.Credential;
import io.keelson.trust.TlsMaterial;
import io.keelson.trust.TrustBundle;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent makes of the mounted folder of trust when it changes. */
class TrustFolderIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String STATE = "GET /v1/state HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final TestCertificates OLD = TestCertificates.authority();
  private static final TestCertificates NEXT = TestCertificates.authority();

  @TempDir Path work;
  private Path trust;
  private int turns;
  private EnrolmentServer server;
  private TestAgent agent;

  @BeforeEach
  void start() throws IOException {
    HostDirectory host = HostDirectory.in(Files.createDirectory(work.resolve("host")));
    Files.writeString(work.resolve("token"), EnrolmentServer.TOKEN);
    trust = Files.createDirectory(work.resolve("trust"));
    Files.createSymbolicLink(trust.resolve("ca.crt"), Path.of("..data/ca.crt"));
    Files.createSymbolicLink(trust.resolve("issuer"), Path.of("..data/issuer"));
    mount(OLD, OLD);
    server = EnrolmentServer.start("node1", OLD);
    agent = TestAgent.enrolling(host, work, server.address(), OLD);
    await().atMost(SOON).until(agent::listens);
  }

  @AfterEach
  void stop() {
    agent.close();
    server.close();
  }

  /** As the kubelet does it: a new folder, and one link that is turned to it. */
  private void mount(TestCertificates issuer, TestCertificates... believed) throws IOException {
    mount(bundleOf(Stream.of(believed)).pem(), TrustBundle.fingerprint(issuer.certificate()));
  }

  private void mount(String pem, String issuer) throws IOException {
    turns++;
    Path folder = Files.createDirectory(trust.resolve("..turn" + turns));
    Files.writeString(folder.resolve("ca.crt"), pem);
    Files.writeString(folder.resolve("issuer"), issuer);
    Path link = Files.createSymbolicLink(trust.resolve("..data_tmp"), folder.getFileName());
    Files.move(link, trust.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void says(String... parts) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(agent.get("/v1/state").body()).contains(parts));
  }

  private static String bundle(TestCertificates... believed) {
    return "\"bundle\":\"" + bundleOf(Stream.of(believed)).digest() + "\"";
  }

  private static String issuer(TestCertificates authority) {
    return "\"issuer\":\"" + TrustBundle.fingerprint(authority.certificate()) + "\"";
  }

  private int status(SSLContext controller) throws IOException, InterruptedException {
    return status(TestAgent.client(controller));
  }

  private int status(HttpClient client) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(agent.uri("/v1/state")).build(), BodyHandlers.ofString())
        .statusCode();
  }

  private static SSLContext controller(TestCertificates by, TestCertificates... more)
      throws GeneralSecurityException {
    TestCertificate own = by.forController().sign();
    return new TlsMaterial(
            new Credential(own.keys().getPrivate(), List.of(own.certificate())),
            bundleOf(Stream.concat(Stream.of(by), Stream.of(more))))
        .context();
  }

  private static TrustBundle bundleOf(Stream<TestCertificates> believed) {
    return new TrustBundle(believed.map(TestCertificates::certificate).toList());
  }

  @Test
  @DisplayName("X-13, X-15, A-04: an authority is replaced in phases, without a failed call")
  void goesFromOneAuthorityToTheNext() throws Exception {
    HttpClient kept = TestAgent.client(controller(OLD, NEXT));
    assertThat(status(kept)).isEqualTo(200);

    mount(OLD, OLD, NEXT);
    says(bundle(OLD, NEXT), issuer(OLD));
    assertThat(status(controller(NEXT, OLD))).isEqualTo(200);
    assertThat(status(kept)).isEqualTo(200);

    server.signWith(NEXT, OLD, NEXT);
    mount(NEXT, OLD, NEXT);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(status(kept)).isEqualTo(200);
              assertThat(status(controller(OLD, NEXT))).isEqualTo(200);
              assertThat(server.tokens()).hasSize(2);
            });

    try (SSLSocket before = connect(controller(OLD, NEXT))) {
      assertThat(ask(before)).startsWith("HTTP/1.1 200");
      mount(NEXT, NEXT);
      await().atMost(SOON).until(() -> status(controller(NEXT)) == 200 && refused(kept));
      assertThat(ask(before)).startsWith("HTTP/1.1 403");
      assertThat(before.getInputStream().read()).as("closed").isNegative();
    }
  }

  /** Over the kept connection 403, over a new one a failed handshake. */
  private boolean refused(HttpClient client) throws InterruptedException {
    try {
      return status(client) == 403;
    } catch (IOException handshake) {
      return true;
    }
  }

  @Test
  @DisplayName("A-04: who was known before does not come in by resuming his session")
  void letsNobodyInByAnOldSession() throws Exception {
    mount(OLD, OLD, NEXT);
    server.signWith(NEXT, OLD, NEXT);
    mount(NEXT, OLD, NEXT);
    await().atMost(SOON).until(() -> server.tokens().size() == 2);
    SSLContext controller = controller(OLD, NEXT);
    try (SSLSocket first = connect(controller)) {
      assertThat(ask(first)).startsWith("HTTP/1.1 200");
    }
    mount(NEXT, NEXT);
    await().atMost(SOON).until(() -> status(controller(NEXT)) == 200);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              try (SSLSocket again = connect(controller)) {
                // Not even a 403: the certificate was asked for again, and refused.
                assertThat(ask(again)).isEmpty();
              } catch (IOException handshake) {
                // As good.
              }
            });
  }

  @Test
  @DisplayName("X-15: half of a bundle, or none, changes nothing but what the agent says")
  void keepsTheLastGoodBundle() throws Exception {
    String good = new TrustBundle(List.of(OLD.certificate())).pem();
    String hex = TrustBundle.fingerprint(OLD.certificate());
    for (String bad : List.of(good.substring(0, 200), "", "x".repeat(70_000), leaf())) {
      mount(bad, hex);
      says("TRUST_INVALID", bundle(OLD), issuer(OLD));
      mount(good, hex);
      says("\"troubles\":[]");
    }
    mount(good, "not a digest");
    says("TRUST_INVALID", bundle(OLD));
    Files.delete(trust.resolve("issuer"));
    says("TRUST_INVALID", bundle(OLD));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(agent.health("/metrics").body())
                    .contains("keelson_agent_trust_reload_failures_total 6.0"));
    assertThat(agent.health("/readyz").status()).isEqualTo(200);
  }

  /** A certificate, but of no authority. */
  private static String leaf() {
    return OLD.forController().sign().certificatePem();
  }

  private SSLSocket connect(SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", agent.port());
    socket.setSoTimeout(5000);
    return socket;
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(STATE.getBytes(StandardCharsets.US_ASCII));
    byte[] part = new byte[8192];
    int got = socket.getInputStream().read(part);
    return got < 0 ? "" : new String(part, 0, got, StandardCharsets.US_ASCII);
  }
}
