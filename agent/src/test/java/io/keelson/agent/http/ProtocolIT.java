package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent;
import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent makes of requests that are wrong as HTTP or as JSON. */
class ProtocolIT {

  private static final String GOOD =
      "{\"node\":\"node1\",\"owner\":{\"uid\":\"u\",\"namespace\":\"n\",\"name\":\"x\",\"created\":\"2026-01-01T00:00:00Z\"},\"epoch\":1,\"generation\":1,"
          + "\"parameters\":[{\"key\":\"vm.swappiness\",\"value\":\"10\"}]}";

  @TempDir static Path work;
  private static HostDirectory host;
  private static HostSnapshot before;
  private static TestAgent agent;

  @BeforeAll
  static void start() throws IOException {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host"))).sysctl("vm.swappiness", "60");
    agent = TestAgent.on(host, work, "vm.*", "/etc");
    // Its start has made the directory of its records.
    before = host.snapshot();
  }

  @AfterEach
  void nothingChanged() {
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  private Answer send(String method, String path, String type, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(agent.uri(path))
            .header(ApplyRequest.IDEMPOTENCY_KEY, UUID.randomUUID().toString())
            .method(method, BodyPublishers.ofString(body));
    return agent.send(type.isEmpty() ? request : request.header("Content-Type", type));
  }

  /** Bytes as they are, over TLS as the controller. */
  private String raw(String request) throws IOException {
    var context = agent.authority().forController().sign().sslContext();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      byte[] answer = new byte[16];
      int got = socket.getInputStream().readNBytes(answer, 0, 12);
      return new String(answer, 0, got, StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @DisplayName("A-12: methods")
  @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "FOO"})
  void refusesOtherMethods(String method) throws IOException {
    assertThat(
            raw(method + " /v1/sysctl HTTP/1.1\r\nHost: x\r\nX-HTTP-Method-Override: POST\r\n\r\n"))
        .isEqualTo("HTTP/1.1 405");
  }

  @Test
  void saysWhichMethodsThereAre() {
    Answer answer = send("PUT", "/v1/sysctl", "application/json", GOOD);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers().get("allow")).containsExactly("GET, POST");
    assertThat(send("POST", "/v1/state", "application/json", GOOD).headers().get("allow"))
        .containsExactly("GET");
  }

  @ParameterizedTest
  @DisplayName("A-14: paths")
  @ValueSource(
      strings = {
        "/",
        "/v1",
        "/v2/sysctl",
        "/v1/sysctl/",
        "//v1/sysctl",
        "/v1//sysctl",
        "/v1/sysctl;x=y",
        "/v1/sysctl/..",
        "/v1/%2e%2e/v1/sysctl",
        "/v1/x/../sysctl",
        "/v1/%73ysctl",
        "/V1/sysctl",
        "/v1/sysctl%00",
        "/v1/sysctl%2f",
        "/v1/..%252fsysctl"
      })
  void refusesOtherPaths(String path) throws IOException {
    String answer =
        raw(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + GOOD.length()
                + "\r\n\r\n"
                + GOOD);
    assertThat(answer).isIn("HTTP/1.1 404", "HTTP/1.1 400");
  }

  @ParameterizedTest
  @DisplayName("A-15: content types")
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json, text/plain",
        "application/jsonx"
      })
  void refusesOtherContentTypes(String type) {
    Answer answer = send("POST", "/v1/sysctl", type, GOOD);
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body()).contains("CONTENT_TYPE_INVALID");
  }

  @Test
  @DisplayName("A-15: two content types, compressed bodies")
  void refusesTwoContentTypesAndCompression() {
    HttpRequest.Builder twice =
        HttpRequest.newBuilder(agent.uri("/v1/sysctl"))
            .header("Content-Type", "application/json")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(GOOD));
    assertThat(agent.send(twice).status()).isEqualTo(415);
    HttpRequest.Builder zipped =
        HttpRequest.newBuilder(agent.uri("/v1/sysctl"))
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofString(GOOD));
    assertThat(agent.send(zipped).status()).isEqualTo(415);
  }

  @Test
  @DisplayName("A-16: bodies over the limit, declared and not")
  void refusesLargeBodies() throws IOException {
    Answer answer = send("POST", "/v1/sysctl", "application/json", " ".repeat(1024 * 1024 + 1));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("REQUEST_TOO_LARGE");
    assertThat(
            raw(
                "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n"))
        .isEqualTo("HTTP/1.1 413");
    HttpRequest.Builder chunked =
        HttpRequest.newBuilder(agent.uri("/v1/sysctl"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(new byte[2 * 1024 * 1024])));
    assertThat(agent.send(chunked).status()).isEqualTo(413);
  }

  @ParameterizedTest
  @DisplayName("A-13, A-17: framing")
  @ValueSource(
      strings = {
        "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET /v1/state HTTP/1.1\r\n\r\n",
        "GET /v1/state HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
        "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
        "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
        "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\n",
        "GET /v1/state HTTP/1.1\nHost: x\n\n",
        "GET /v1/state HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
        "GET /v1/state HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET http://other/v1/other HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void refusesBadFraming(String request) throws IOException {
    assertThat(raw(request)).matches("HTTP/1.1 4(00|04)");
    assertThat(ends(request)).isTrue();
  }

  /** True when the agent closes the connection after this. */
  private boolean ends(String request) throws IOException {
    if (request.contains("://other")) {
      return true;
    }
    var context = agent.authority().forController().sign().sslContext();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.getInputStream().readAllBytes();
      return true;
    } catch (java.net.SocketTimeoutException stillOpen) {
      return false;
    }
  }

  @Test
  @DisplayName("A-17: large headers")
  void refusesLargeHeaders() throws IOException {
    assertThat(raw("GET /v1/state HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(64 * 1024) + "\r\n\r\n"))
        .isEqualTo("HTTP/1.1 431");
    assertThat(raw("GET /v1/state HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(10_000) + "\r\n"))
        .isEqualTo("HTTP/1.1 431");
  }

  @Test
  @DisplayName("A-13: no upgrade")
  void doesNotUpgrade() throws IOException {
    assertThat(
            raw(
                "GET /v1/sysctl HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"))
        .doesNotContain("101");
    assertThat(raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).doesNotContain(" 2");
  }

  @ParameterizedTest
  @DisplayName("A-18, A-19: JSON")
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{",
        "{\"node\":\"node1\"}",
        "\"x\"",
        "NaN",
        "\ufeff{}",
        "{\"@class\":\"java.lang.Runtime\"}"
      })
  void refusesBadJson(String body) {
    Answer answer = send("POST", "/v1/sysctl", "application/json", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("REQUEST_INVALID").doesNotContain("Exception", "jackson");
  }

  @Test
  @DisplayName("A-18: unknown and duplicate fields, wrong types, trailing bytes, depth")
  void refusesJsonThatIsNotExactlyARequest() {
    List.of(
            GOOD.replace("\"generation\"", "\"more\":1,\"generation\""),
            GOOD.replace("\"generation\":1", "\"generation\":1,\"generation\":2"),
            GOOD.replace("\"value\":\"10\"", "\"value\":10"),
            GOOD.replace("\"value\":\"10\"", "\"value\":\"10\",\"value\":\"11\""),
            GOOD.replace("\"generation\":1", "\"generation\":\"1\""),
            GOOD.replace("\"generation\":1", "\"generation\":null"),
            GOOD.replace("\"u\"", "null"),
            GOOD.replace(",\"generation\":1", ""),
            GOOD.replace("\"generation\":1", "\"generation\":-1"),
            GOOD.replace("\"epoch\":1,", ""),
            GOOD.replace("\"epoch\":1", "\"epoch\":0"),
            GOOD.replace("\"epoch\":1", "\"epoch\":-1"),
            GOOD.replace("\"epoch\":1", "\"epoch\":2147483648"),
            GOOD.replace("\"generation\":1", "\"generation\":1.5"),
            GOOD.replaceFirst("\\[.*\\]", "[null]"),
            GOOD + "x",
            GOOD + GOOD,
            GOOD.replace("\"10\"", "\"\\ud800\""),
            GOOD.replace("\"10\"", "[".repeat(100_000)),
            GOOD.replace("\"generation\":1", "\"generation\":" + "1".repeat(100_000)),
            GOOD.replace("\"u\"", "\"a\\nb\""),
            GOOD.replace("\"u\"", "\"" + "a".repeat(300) + "\""))
        .forEach(
            body ->
                assertThat(send("POST", "/v1/sysctl", "application/json", body).status())
                    .as(body.substring(0, Math.min(200, body.length())))
                    .isEqualTo(400));
  }

  @Test
  @DisplayName("A-08: a request for another node")
  void refusesARequestForAnotherNode() {
    byte[] body =
        Json.write(
            new ApplyRequest(
                "node2", TestAgent.OWNER, 1, 1, List.of(Parameter.of("vm.swappiness", "10"))));
    Answer answer = agent.postBytes("/v1/sysctl", body);
    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.body()).contains("WRONG_NODE", "node1", "node2");
  }

  @ParameterizedTest
  @CsvSource({"dryrun=true", "dryRun=yes", "dryRun=", "dryRun=true&dryRun=false", "x=y"})
  void neverTakesAMisspeltDryRunForAChange(String query) {
    assertThat(send("POST", "/v1/sysctl?" + query, "application/json", GOOD).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @DisplayName("A-14, A-22: queries that cannot be decoded")
  @ValueSource(strings = {"key=%zz", "key=%", "key=%ff", "key=%00", "key=%0a%1b", "%zz=1"})
  void refusesAQueryThatCannotBeDecoded(String query) throws IOException {
    assertThat(raw("GET /v1/sysctl?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .isIn("HTTP/1.1 400", "HTTP/1.1 422");
  }

  @Test
  void changesNothingInADryRun() {
    Answer answer = send("POST", "/v1/sysctl?dryRun=true", "application/json", GOOD);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"dryRun\":true", "\"was\":\"60\",\"now\":\"10\",\"changed\":true");
  }

  @Test
  @DisplayName("A-23: no banner")
  void saysNothingAboutItself() {
    Answer answer = agent.get("/nope");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.headers()).doesNotContainKeys("server", "x-powered-by");
    assertThat(answer.body()).doesNotContain("Jetty", "Javalin");
  }

  @Test
  @DisplayName("A-16: a short body that is a little late is not a slow one")
  void waitsForAShortBodyThatIsALittleLate() throws Exception {
    var context = agent.authority().forController().sign().sslContext();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
      socket.setSoTimeout(10_000);
      String head =
          "POST /v1/sysctl?dryRun=true HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ";
      socket
          .getOutputStream()
          .write((head + GOOD.length() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      // The delay of a busy machine.
      java.util.concurrent.locks.LockSupport.parkNanos(java.time.Duration.ofSeconds(1).toNanos());
      for (byte b : GOOD.getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(b);
      }
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    }
  }

  @Test
  @DisplayName("A-16: a body that trickles in")
  void givesUpOnASlowBody() throws Exception {
    var context = agent.authority().forController().sign().sslContext();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
      socket.setSoTimeout(200);
      socket
          .getOutputStream()
          .write(
              "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .until(() -> ended(socket));
    }
  }

  /** Sends one more byte; true when the other side has had enough. */
  private static boolean ended(SSLSocket socket) {
    try {
      socket.getOutputStream().write(' ');
      socket.getOutputStream().flush();
      return socket.getInputStream().read() >= 0;
    } catch (java.net.SocketTimeoutException nothingYet) {
      return false;
    } catch (IOException closed) {
      return true;
    }
  }
}
