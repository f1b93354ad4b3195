package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.TestAgent;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port is open to whoever reaches the node: none of them may keep the controller out. */
class CrowdIT {

  private static final int CROWD = 200;

  /** Longer than a stranger may stay. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir Path work;
  private final List<Socket> crowd = new ArrayList<>();
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws IOException {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host"))).sysctl("vm.swappiness", "60");
    agent = TestAgent.on(host, work, "vm.*", "/etc");
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : crowd) {
      socket.close();
    }
    agent.close();
  }

  private SSLContext controllers() {
    return agent.authority().forController().sign().sslContext();
  }

  private SSLContext agents() {
    return agent.authority().forAgent("node2").sign().sslContext();
  }

  /** A connection from another address than the controller's. */
  private Socket connect() throws IOException {
    Socket socket = new Socket();
    crowd.add(socket);
    socket.bind(new InetSocketAddress("127.0.0.2", 0));
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", agent.port()), 2000);
      socket.setSoTimeout(200);
    } catch (IOException turnedAway) {
      socket.close();
    }
    return socket;
  }

  /** Says this over a connection that may be closed already. */
  private static void say(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException turnedAway) {
      // The agent may have had enough of this address.
    }
  }

  /** With new connections, as a controller that has just been started has. */
  private void controllerIsServed() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(agent.uri("/v1/state")).timeout(Duration.ofSeconds(5)).build();
    assertThat(TestAgent.client(controllers()).send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  private static void isClosedInTime(Socket socket) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                return socket.getInputStream().read() < 0;
              } catch (java.net.SocketTimeoutException stillOpen) {
                return false;
              } catch (IOException reset) {
                return true;
              }
            });
  }

  @Test
  @DisplayName("A-20: many connections that say nothing, held open")
  void servesTheControllerWhileStrangersHoldConnections() throws Exception {
    for (int i = 0; i < CROWD; i++) {
      connect();
    }
    controllerIsServed();
    isClosedInTime(crowd.getFirst());
    isClosedInTime(crowd.getLast());
  }

  @Test
  @DisplayName("A-16, A-20: many handshakes that never end")
  void servesTheControllerWhileStrangersHoldHandshakes() throws Exception {
    for (int i = 0; i < CROWD; i++) {
      // The head of a ClientHello of which the rest does not come.
      say(connect(), new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01});
    }
    controllerIsServed();
  }

  @Test
  @DisplayName("A-20: ever new connections")
  void servesTheControllerDuringAFlood() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger opened = new AtomicInteger();
    Thread flood =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    try {
                      connect();
                      opened.incrementAndGet();
                      if (crowd.size() > 300) {
                        crowd.removeFirst().close();
                      }
                    } catch (IOException full) {
                      Thread.onSpinWait();
                    }
                  }
                });
    try {
      await().until(() -> opened.get() > 300);
      controllerIsServed();
      controllerIsServed();
    } finally {
      stop.set(true);
      flood.join();
    }
  }

  @Test
  @DisplayName("A-03, A-20: many connections with the certificate of an agent")
  void servesTheControllerWhileAnAgentHoldsConnections() throws Exception {
    SSLContext agents = agents();
    for (int i = 0; i < CROWD; i++) {
      Socket socket = tls(agents);
      if (i == 0) {
        say(socket, "GET /v1/state HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
      }
    }
    controllerIsServed();
    isClosedInTime(crowd.getFirst());
    isClosedInTime(crowd.getLast());
  }

  private Socket tls(SSLContext context) throws IOException {
    Socket plain = connect();
    try {
      plain.setSoTimeout(5000);
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, "127.0.0.1", agent.port(), true);
      crowd.set(crowd.size() - 1, socket);
      socket.startHandshake();
      plain.setSoTimeout(200);
      return socket;
    } catch (IOException turnedAway) {
      // The agent may have had enough of this address.
      return plain;
    }
  }

  @Test
  @DisplayName("A-16: a stranger's header that trickles in")
  void cutsOffAStrangerWhoseHeaderTrickles() throws Exception {
    Socket socket = tls(agents());
    socket
        .getOutputStream()
        .write("GET /v1/state HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                socket.getOutputStream().write('a');
                return socket.getInputStream().read() < 0;
              } catch (java.net.SocketTimeoutException stillOpen) {
                return false;
              } catch (IOException closed) {
                return true;
              }
            });
  }

  @Test
  void keepsTheControllersConnectionsWhateverStrangersDo() throws Exception {
    SSLContext controller = controllers();
    try (SSLSocket socket =
        (SSLSocket) controller.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
      socket.setSoTimeout(5000);
      assertThat(state(socket)).startsWith("HTTP/1.1 200");
      for (int i = 0; i < CROWD; i++) {
        connect();
      }
      isClosedInTime(crowd.getFirst());
      isClosedInTime(crowd.getLast());
      assertThat(state(socket)).startsWith("HTTP/1.1 200");
    }
  }

  private static String state(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /v1/state HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    byte[] part = new byte[4096];
    int got = socket.getInputStream().read(part);
    return got < 0 ? "" : new String(part, 0, got, StandardCharsets.US_ASCII);
  }

  @Test
  void keepsAConnectionLongerThanTheControllerLeavesItIdle() throws Exception {
    assertThat(AgentServer.IDLE).isGreaterThanOrEqualTo(Duration.ofSeconds(120));
  }

  @Test
  @DisplayName("A-02: a failed handshake is counted")
  void countsWhoWasTurnedAway() throws Exception {
    TestAgent.client(agent.authority().forController().expired().sign().sslContext())
        .sendAsync(HttpRequest.newBuilder(agent.uri("/v1/state")).build(), BodyHandlers.ofString())
        .handle((response, failure) -> failure)
        .join();
    await()
        .untilAsserted(
            () ->
                assertThat(agent.health("/metrics").body())
                    .contains("keelson_agent_turned_away_total{reason=\"out_of_date\"}"));
  }

  @Test
  @DisplayName("A-16: a large body given up half-way leaves room for the next")
  void takesTheNextLargeBodyAfterOneThatWasGivenUp() throws Exception {
    SSLContext controller = controllers();
    for (int i = 0; i < 3; i++) {
      try (SSLSocket socket =
          (SSLSocket) controller.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
        socket
            .getOutputStream()
            .write(
                "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        agent
                            .post("/v1/file", Parameter.of("/etc/x.conf", "x".repeat(200_000)))
                            .status())
                    .isEqualTo(200));
  }

  @Test
  @DisplayName("A-16: chunks without end")
  void endsChunksWithoutEnd() throws Exception {
    SSLContext controller = controllers();
    try (SSLSocket socket =
        (SSLSocket) controller.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
      crowd.add(socket);
      var out = socket.getOutputStream();
      out.write(
          "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = ("2000\r\n" + " ".repeat(0x2000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      int sent = 0;
      try {
        while (sent < 2000) {
          out.write(chunk);
          sent++;
        }
      } catch (IOException closed) {
        // As it must be.
      }
      assertThat(sent * 0x2000L).isLessThan(8L * 1024 * 1024);
    }
    controllerIsServed();
  }
}
