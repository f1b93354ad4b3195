package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.AgentProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of strangers from many addresses, none of which has many connections, against the
 * program as its image runs it: with a heap of 32 MiB, at whose end it ends.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class MultitudeIT {

  private static final int CROWD = 2000;
  private static final int ADDRESSES = 200;

  @TempDir private Path work;
  private final List<Socket> crowd = new ArrayList<>();
  private AgentProcess agent;
  private Strangers strangers;
  private HttpClient known;

  @BeforeEach
  void start() throws Exception {
    agent = AgentProcess.start(work);
    strangers = new Strangers(agent.port());
    known = agent.controller();
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : crowd) {
      socket.close();
    }
    agent.close();
  }

  private void isServed(HttpClient controller) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(agent.uri("/v1/state")).timeout(Duration.ofSeconds(5)).build();
    assertThat(controller.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private void come(byte[] saying) {
    for (int i = 0; i < CROWD; i++) {
      try {
        Socket socket = strangers.connect(i % ADDRESSES);
        crowd.add(socket);
        socket.getOutputStream().write(saying);
      } catch (IOException turnedAway) {
        // As most are.
      }
    }
  }

  private void isWell() throws Exception {
    assertThat(agent.isAlive()).as("lives within its memory").isTrue();
    assertThat(agent.log()).doesNotContain("OutOfMemory");
    assertThat(agent.metrics()).contains("keelson_agent_turned_away_total{reason=\"rate\"}");
  }

  @Test
  @DisplayName(
      "A-20: 2,000 connections that say nothing, from 200 addresses; the controller is new")
  void servesANewControllerAmongThousandsOfConnections() throws Exception {
    come(new byte[0]);

    isServed(agent.controller());
    isWell();
  }

  @Test
  @DisplayName(
      "A-20: 2,000 handshakes that stop half-way, from 200 addresses; the controller is new")
  void servesANewControllerAmongThousandsOfHalfHandshakes() throws Exception {
    // The head of a ClientHello of which the rest does not come.
    come(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01});

    isServed(agent.controller());
    isWell();
  }

  @Test
  @DisplayName("A-20: strangers who keep coming until they are more than may be there at once")
  void servesTheControllerWhenThereAreMoreThanMayBeThere() throws Exception {
    isServed(known);

    await()
        .until(
            () -> {
              come(new byte[0]);
              isServed(known);
              isServed(agent.controller());
              return agent.metrics().contains("keelson_agent_turned_away_total{reason=\"crowd\"}");
            });

    isWell();
  }

  @Test
  @DisplayName("A-29: a flood of handshakes; few are begun, and the controller is served")
  void beginsFewHandshakesOfAFlood() throws Exception {
    isServed(known);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger tried = new AtomicInteger();
    AtomicInteger begun = new AtomicInteger();
    long start = System.nanoTime();
    Thread flood = Thread.ofPlatform().start(() -> flood(stop, tried, begun));
    try {
      await().atMost(Duration.ofSeconds(40)).until(() -> tried.get() > CROWD);
      isServed(known);
      isServed(agent.controller());
    } finally {
      stop.set(true);
      flood.join();
    }

    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
    assertThat(begun).hasValueBetween(1, (int) (64 + 20 * seconds));
    isWell();
  }

  /** Java does not tell of every handshake that has ended: see {@link Doorkeeper#asked}. */
  @Test
  void keepsTheControllersConnectionForLongerThanAStrangers() throws Exception {
    isServed(known);
    try (Socket stranger = strangers.connect(0)) {
      stranger.setSoTimeout(20_000);
      assertThat(stranger.getInputStream().read()).isNegative();
    }

    isServed(known);
    assertThat(agent.metrics()).contains("keelson_agent_turned_away_total{reason=\"late\"} 1.0");
  }

  private void flood(AtomicBoolean stop, AtomicInteger tried, AtomicInteger begun) {
    while (!stop.get()) {
      try {
        if (strangers.handshake(tried.incrementAndGet() % ADDRESSES)) {
          begun.incrementAndGet();
        }
      } catch (IOException turnedAway) {
        // Not begun.
      }
    }
  }
}
