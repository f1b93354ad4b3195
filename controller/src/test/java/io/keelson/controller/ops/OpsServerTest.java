package io.keelson.controller.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every pod may reach this port, and the kubelet ends the controller that does not answer there.
 */
final class OpsServerTest {

  private final HttpClient kubelet = HttpClient.newHttpClient();
  private OpsServer server;

  @BeforeEach
  void start() throws IOException {
    server = new OpsServer(0, new Metrics(), Optional::empty, () -> Optional.of("not yet"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int status(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return kubelet
        .send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void answersOnlyWhatItKnows() throws Exception {
    assertThat(status("/livez")).isEqualTo(200);
    assertThat(status("/readyz")).isEqualTo(503);
    assertThat(status("/metrics")).isEqualTo(200);
    assertThat(status("/livez/")).isEqualTo(404);
    assertThat(status("/")).isEqualTo(404);
  }

  @Test
  void answersTheKubeletWhileStrangersStopInTheMiddle() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        strangers.add(begun("GET /livez HTTP/1.1\r\nHost:"));
        strangers.add(begun("POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n1"));
      }
      assertThat(status("/livez")).isEqualTo(200);
      assertThat(status("/metrics")).isEqualTo(200);
    } finally {
      for (Socket stranger : strangers) {
        stranger.close();
      }
    }
  }

  private Socket begun(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Else whoever comes holds memory and a file descriptor for as long as he likes. */
  @Test
  void endsARequestThatDoesNotGoOn() throws Exception {
    try (Socket stranger = begun("GET /livez HTTP/1.1\r\nHost:")) {
      stranger.setSoTimeout(20_000);
      assertThat(stranger.getInputStream().readAllBytes()).isEmpty();
    }
  }
}
