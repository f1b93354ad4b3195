package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.TestAgent;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw bytes, over TLS as the controller: what else than a plain call might be tried. */
class SurfaceIT {

  private static final String BODY =
      "{\"node\":\"node1\",\"owner\":{\"uid\":\"u\",\"namespace\":\"n\",\"name\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"},\"epoch\":1,\"generation\":1,"
          + "\"parameters\":[{\"key\":\"vm.swappiness\",\"value\":\"10\"}]}";

  @TempDir static Path work;
  private static HostDirectory host;
  private static HostSnapshot before;
  private static TestAgent agent;
  private static TestCertificates ours;

  @BeforeAll
  static void start() throws IOException {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host"))).sysctl("vm.swappiness", "60");
    agent = TestAgent.on(host, work, "vm.*", "");
    // Its start has made the directory of its records.
    before = host.snapshot();
    ours = agent.authority();
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  private static SSLSocket connect(SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", agent.port());
    socket.setSoTimeout(2000);
    return socket;
  }

  private static SSLSocket connect() throws IOException {
    return connect(ours.forController().sign().sslContext());
  }

  private static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** The whole answer, until the agent closes or says no more. */
  private static String answer(String request) throws IOException {
    try (SSLSocket socket = connect()) {
      send(socket, request);
      return rest(socket);
    }
  }

  private static String rest(SSLSocket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] part = new byte[8192];
    try {
      int got = socket.getInputStream().read(part);
      while (got >= 0) {
        text.append(new String(part, 0, got, StandardCharsets.ISO_8859_1));
        got = socket.getInputStream().read(part);
      }
    } catch (SocketTimeoutException saysNoMore) {
      return text.toString();
    }
    return text.toString();
  }

  private static String get(String path, String... headers) {
    StringBuilder text = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }

  private static String post(String path, String... headers) {
    return get(path, headers)
            .replaceFirst("GET", "POST")
            .replaceFirst("\r\n\r\n$", "\r\nContent-Length: " + BODY.length() + "\r\n\r\n")
        + BODY;
  }

  @ParameterizedTest
  @DisplayName("A-12: no header makes a GET something else")
  @ValueSource(strings = {"X-HTTP-Method-Override", "x-http-method-override"})
  void doesNotTakeAnotherMethodFromAHeader(String header) throws IOException {
    String text =
        answer(
            get("/v1/sysctl?key=vm.swappiness", header + ": POST", "Content-Type: application/json")
                .replaceFirst(
                    "\r\n\r\n$", "\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY));
    assertThat(text).startsWith("HTTP/1.1 405").contains("METHOD_INVALID");
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @Test
  @DisplayName("A-12: CONNECT")
  void makesNoTunnel() throws IOException {
    assertThat(answer("CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n"))
        .matches("(?s)HTTP/1.1 (400|404|405).*");
  }

  @ParameterizedTest
  @DisplayName("A-13: websocket, h2c and whatever else")
  @ValueSource(strings = {"websocket", "h2c", "TLS/1.0", "SPDY/3.1"})
  void refusesToUpgrade(String protocol) throws IOException {
    String text =
        answer(
            get(
                "/v1/state",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: " + protocol,
                "HTTP2-Settings: AAMAAABkAAQAAP__",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
    assertThat(text)
        .startsWith("HTTP/1.1 400")
        .contains("REQUEST_INVALID")
        .doesNotContain("Set-Cookie");
  }

  @Test
  @DisplayName("A-16: a body that stops half-way")
  void givesUpOnABodyThatStops() throws IOException {
    try (SSLSocket socket = connect()) {
      send(
          socket,
          "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"node\"");
      socket.setSoTimeout(15_000);
      assertThat(rest(socket)).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  @DisplayName("A-16: headers that stop half-way hold no thread")
  void isNotHeldUpByHeadersThatStop() throws IOException {
    List<SSLSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        held.add(connect());
        send(held.getLast(), "GET /v1/state HTTP/1.1\r\nHo");
      }
      assertThat(answer(get("/v1/state"))).startsWith("HTTP/1.1 200");
    } finally {
      for (SSLSocket one : held) {
        one.close();
      }
    }
  }

  @Test
  @DisplayName("A-21: headers of proxies decide nothing")
  void ignoresWhatProxiesSay() throws IOException {
    assertThat(answer(get("/nope", "X-Original-URL: /v1/state", "X-Rewrite-URL: /v1/state")))
        .startsWith("HTTP/1.1 404");
    assertThat(answer(get("/v1/state", "X-Original-URL: /nope", "X-Forwarded-Prefix: /nope")))
        .startsWith("HTTP/1.1 200");
    assertThat(
            answer(
                post(
                    "/v1/sysctl",
                    "Content-Type: application/json",
                    "Idempotency-Key: not-one",
                    "Forwarded: for=6.6.6.6;by=6.6.6.6",
                    "X-Forwarded-For: 6.6.6.6",
                    "X-Real-IP: 6.6.6.6",
                    "X-Forwarded-Client-Cert: URI=spiffe://keelson/agent/x")))
        .startsWith("HTTP/1.1 400");
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(host.at("/var/log/keelson/audit.log")))
                    .contains("127.0.0.1")
                    .doesNotContain("6.6.6.6"));
    Files.deleteIfExists(host.at("/var/log/keelson/audit.log"));
  }

  @ParameterizedTest
  @DisplayName("A-21: another host in the request line or the header")
  @ValueSource(
      strings = {
        "GET /v1/state HTTP/1.1\r\nHost: attacker.example\r\n\r\n",
        "GET /v1/state HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n",
        "GET https://attacker.example/v1/state HTTP/1.1\r\nHost: attacker.example\r\n\r\n"
      })
  void ignoresTheHost(String request) throws IOException {
    assertThat(answer(request))
        .matches("(?s)HTTP/1.1 (200|400).*")
        .doesNotContain("attacker", "Location");
  }

  @ParameterizedTest
  @DisplayName("A-23: what errors tell of the inside")
  @ValueSource(
      strings = {
        "GET /v1/../app HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/sysctl?key=vm.%0a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n",
        "POST /v1/file HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "TRACE / HTTP/1.1\r\nHost: x\r\nCookie: secret\r\n\r\n",
        "GET /diagnostics HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void tellsNothingOfItsInside(String request) throws IOException {
    String text = answer(request);
    assertThat(text).matches("(?s)HTTP/1.1 (4\\d\\d|505).*");
    assertThat(text.toLowerCase(Locale.ROOT))
        .doesNotContain(
            "exception", "jetty", "javalin", "io.keelson", "at java", "unpackaged", "server:")
        .doesNotContain("secret", work.toString().toLowerCase(Locale.ROOT));
  }

  @Test
  @DisplayName("A-25: a browser is told nothing that would let it in")
  void hasNothingForBrowsers() throws IOException {
    String preflight =
        answer(
            "OPTIONS /v1/sysctl HTTP/1.1\r\nHost: x\r\nOrigin: https://attacker.example\r\n"
                + "Access-Control-Request-Method: POST\r\n\r\n");
    assertThat(preflight).startsWith("HTTP/1.1 405");
    String form =
        answer(post("/v1/sysctl", "Content-Type: text/plain", "Origin: https://attacker.example"));
    assertThat(form).startsWith("HTTP/1.1 415");
    assertThat((preflight + form + answer(get("/v1/state", "Origin: x"))).toLowerCase(Locale.ROOT))
        .doesNotContain("access-control", "set-cookie");
  }

  @Test
  @DisplayName("A-01, A-02, A-07: who was turned away, by reason")
  void countsTheReasons() throws Exception {
    SSLContext anonymous = SSLContext.getInstance("TLSv1.3");
    anonymous.init(
        null,
        new TrustManager[] {ours.certificateFor("x").sign().reloadable().trustManager()},
        null);
    TestCertificate foreign = TestCertificates.authority().forController().sign();
    fails(anonymous);
    fails(foreign.believing(ours).sslContext());
    fails(ours.forController().expired().sign().sslContext());
    try (SSLSocket older = connect(ours.forController().sign().sslContext())) {
      older.setEnabledProtocols(new String[] {"TLSv1.2"});
      send(older, "x");
    } catch (IOException refused) {
      // As it must be.
    }
    try (Socket plain = new Socket("127.0.0.1", agent.port())) {
      plain.getOutputStream().write(get("/v1/state").getBytes(StandardCharsets.US_ASCII));
      plain.getInputStream().readAllBytes();
    } catch (IOException reset) {
      // As it must be.
    }
    for (String reason :
        List.of("no_certificate", "certificate", "out_of_date", "protocol", "not_tls")) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(agent.health("/metrics").body())
                      .contains("keelson_agent_turned_away_total{reason=\"" + reason + "\"}"));
    }
  }

  private static void fails(SSLContext context) {
    try (SSLSocket socket = connect(context)) {
      send(socket, get("/v1/state"));
      assertThat(rest(socket)).isEmpty();
    } catch (IOException refused) {
      // As it must be.
    }
  }
}
