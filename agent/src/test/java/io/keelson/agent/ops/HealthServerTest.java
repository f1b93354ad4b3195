package io.keelson.agent.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HealthServerTest {

  private final List<Socket> sockets = new ArrayList<>();
  private HealthServer server;

  @BeforeEach
  void start() throws IOException {
    server = HealthServer.start(0, List.of(), List.of(), new AgentMetrics("test"));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  @Test
  @DisplayName("A-24: a local user who never ends a request does not make the agent look dead")
  void answersTheKubeletWhileOthersNeverEndTheirRequests() throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket("127.0.0.1", server.port());
      sockets.add(socket);
      socket.getOutputStream().write("GET /li".getBytes(StandardCharsets.US_ASCII));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/livez"))
            .timeout(Duration.ofSeconds(5))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    // They do not pile up either.
    sockets.getFirst().setSoTimeout(15_000);
    assertThat(sockets.getFirst().getInputStream().read()).isEqualTo(-1);
  }
}
