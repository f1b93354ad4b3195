package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no healthy API server sends. */
final class WatchTest {

  /** Tells what came. */
  static final class Notes implements WatchSink {
    final List<String> seen = new CopyOnWriteArrayList<>();
    final LinkedBlockingQueue<KubeAnswer> ends = new LinkedBlockingQueue<>();

    @Override
    public void saw(String type, JsonNode object) {
      seen.add(type + " " + object.path("metadata").path("name").asText());
    }

    @Override
    public void passed(String resourceVersion) {
      seen.add("at " + resourceVersion);
    }

    @Override
    public void ended(KubeAnswer why) {
      ends.add(why);
    }

    KubeAnswer end() throws InterruptedException {
      KubeAnswer end = ends.poll(20, TimeUnit.SECONDS);
      assertThat(end).isNotNull();
      return end;
    }
  }

  @TempDir Path directory;
  private Server server;
  private UserCluster cluster;
  private final Notes notes = new Notes();
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch arrived = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    server = new Server(directory);
    KubeHttp http = server.http(Duration.ofSeconds(10));
    UserTokens tokens =
        new UserTokens(http, new OwnToken(directory.resolve("token")), "users", Clock.systemUTC());
    cluster =
        new UserCluster(http, new UserToken(tokens, "ann"), new Walks(http, Walks.Limits.USUAL));
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.close();
  }

  private void sends(String... lines) {
    server.givesTokensAnd(exchange -> write(exchange, lines));
  }

  private static void write(HttpExchange exchange, String... lines) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    for (String line : lines) {
      exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  private static String event(String type, String name, String version) {
    return "{\"type\":\"%s\",\"object\":{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"%s\"}}}"
        .formatted(type, name, version);
  }

  @Test
  void tellsObjectsAndHowFarItIs() throws Exception {
    sends(event("ADDED", "a", "8"), event("BOOKMARK", "", "9"), event("DELETED", "a", "10"));

    try (AutoCloseable watch = cluster.watchMyKinds("default", "7", notes)) {
      assertThat(notes.end()).isEqualTo(NoAnswer.ENDED.answer());
      assertThat(notes.seen).containsExactly("ADDED a", "at 9", "DELETED a");
    }
  }

  @Test
  void tellsThatTheListHasToBeReadAgain() throws Exception {
    sends(
        "{\"type\":\"ERROR\",\"object\":{\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}}");

    try (AutoCloseable watch = cluster.watchMyKinds(null, "7", notes)) {
      assertThat(notes.end())
          .isInstanceOfSatisfying(
              KubeAnswer.Refused.class, refused -> assertThat(refused.code()).isEqualTo(410));
    }
  }

  @Test
  void readsNoLineWithoutEnd() throws Exception {
    server.givesTokensAnd(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
          try {
            for (int i = 0; i < 64; i++) {
              exchange.getResponseBody().write(part);
            }
          } finally {
            exchange.close();
          }
        });

    try (AutoCloseable watch = cluster.watchMyKinds(null, "7", notes)) {
      assertThat(notes.end()).isEqualTo(NoAnswer.LARGE.answer());
    }
  }

  @Test
  void understandsNothingButJson() throws Exception {
    sends(event("ADDED", "a", "8"), "{\"type\":\"ADDED\",\"obj");

    try (AutoCloseable watch = cluster.watchMyKinds(null, "7", notes)) {
      assertThat(notes.end()).isEqualTo(NoAnswer.GARBLED.answer());
      assertThat(notes.seen).containsExactly("ADDED a");
    }
  }

  @Test
  void closesWhileItWaitsForAConnection() throws Exception {
    server.givesTokensAnd(exchange -> hold());
    Watch watch = (Watch) cluster.watchMyKinds(null, "7", notes);
    arrived.await();

    watch.close();

    await().atMost(Duration.ofSeconds(2)).until(watch::isOver);
    assertThat(notes.ends).isEmpty();
  }

  @Test
  void closesWhileItListens() throws Exception {
    server.givesTokensAnd(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange
              .getResponseBody()
              .write((event("ADDED", "a", "8") + "\n").getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          hold();
        });
    Watch watch = (Watch) cluster.watchMyKinds(null, "7", notes);
    await().until(() -> !notes.seen.isEmpty());

    watch.close();

    await().atMost(Duration.ofSeconds(2)).until(watch::isOver);
    assertThat(notes.ends).isEmpty();
  }

  @Test
  void aSinkThatFailsHearsThatItIsOver() throws Exception {
    sends(event("ADDED", "a", "8"));
    LinkedBlockingQueue<KubeAnswer> ends = new LinkedBlockingQueue<>();
    WatchSink failing =
        new WatchSink() {
          @Override
          public void saw(String type, JsonNode object) {
            throw new IllegalStateException("a mistake");
          }

          @Override
          public void ended(KubeAnswer why) {
            ends.add(why);
          }
        };

    try (AutoCloseable watch = cluster.watchMyKinds(null, "7", failing)) {
      assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo(NoAnswer.ENDED.answer());
    }
  }

  @Test
  void thereIsNoWatchOnANamespaceThatCannotBe() throws Exception {
    try (AutoCloseable watch = cluster.watchMyKinds("../default", "7", notes)) {
      assertThat(notes.end())
          .isInstanceOfSatisfying(
              KubeAnswer.Refused.class, refused -> assertThat(refused.code()).isEqualTo(404));
    }
  }

  private void hold() {
    arrived.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
