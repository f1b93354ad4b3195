package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalksTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir Path directory;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server = new Server(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Walks.Limits limits(int atOnce, Duration patience, int most) {
    return new Walks.Limits(atOnce, patience, LONG, 2, most);
  }

  private UserCluster cluster(Walks.Limits limits) throws IOException {
    KubeHttp http = server.http(LONG);
    UserTokens tokens =
        new UserTokens(http, new OwnToken(directory.resolve("token")), "users", Clock.systemUTC());
    return new UserCluster(http, new UserToken(tokens, "ann"), new Walks(http, limits));
  }

  private static String list(String metadata, String... items) {
    return "{\"kind\":\"List\",\"metadata\":{%s},\"items\":[%s],\"more\":[{}]}"
        .formatted(metadata, String.join(",", items));
  }

  private static String item(String name) {
    return """
        {"metadata":{"name":"%s","managedFields":[{"x":{}}],"labels":{"images":"y"}},
         "status":{"images":[{"names":["a"]}],"ok":true},"spec":{"images":1}}
        """
        .formatted(name);
  }

  private static String nameOf(JsonNode item) {
    return item.path("metadata").path("name").asText();
  }

  @Test
  void keepsNothingOfAnObjectThatIsOfNoUse() throws Exception {
    server.givesTokensAnd(
        exchange -> Server.json(exchange, 200, list("\"resourceVersion\":\"7\"", item("a"))));

    Listed<JsonNode> listed = cluster(limits(1, LONG, 100)).nodes(node -> node);

    JsonNode expected =
        KubeHttp.JSON.readTree(
            """
            {"metadata":{"name":"a","labels":{"images":"y"}},"status":{"ok":true},"spec":{"images":1}}
            """);
    assertThat(listed).isEqualTo(new Listed.All<>(List.of(expected), false, "7"));
  }

  @Test
  void beginsAnewOnceWhenTheListChangedMeanwhile() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    server.givesTokensAnd(
        exchange -> {
          switch (asked.incrementAndGet()) {
            case 1 -> Server.json(exchange, 200, list("\"continue\":\"c\"", item("old")));
            case 2 -> Server.json(exchange, 410, "{\"reason\":\"Expired\"}");
            default -> Server.json(exchange, 200, list("", item("new")));
          }
        });

    assertThat(cluster(limits(1, LONG, 100)).myKinds(null, WalksTest::nameOf))
        .isEqualTo(new Listed.All<>(List.of("new"), false, ""));
  }

  @Test
  void doesNotBeginAnewForEver() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    server.givesTokensAnd(
        exchange -> {
          if (asked.incrementAndGet() % 2 == 1) {
            Server.json(exchange, 200, list("\"continue\":\"c\"", item("old")));
          } else {
            Server.json(exchange, 410, "{\"reason\":\"Expired\"}");
          }
        });

    assertThat(cluster(limits(1, LONG, 100)).myKinds(null, WalksTest::nameOf))
        .isInstanceOf(Listed.Failed.class);
    assertThat(asked).hasValue(4);
  }

  @Test
  void stopsAtItsBoundAndSaysSo() throws Exception {
    server.givesTokensAnd(
        exchange -> Server.json(exchange, 200, list("\"continue\":\"c\"", item("a"), item("b"))));

    assertThat(cluster(limits(1, LONG, 4)).myKinds(null, WalksTest::nameOf))
        .isEqualTo(new Listed.All<>(List.of("a", "b", "a", "b"), true, ""));
  }

  @Test
  void keepsNothingOfAPageThatBreaksOff() throws Exception {
    server.givesTokensAnd(
        exchange -> Server.json(exchange, 200, "{\"items\":[" + item("a") + ",{\"metadata\""));

    assertThat(cluster(limits(1, LONG, 4)).myKinds(null, WalksTest::nameOf))
        .isEqualTo(new Listed.Failed<>(NoAnswer.GARBLED.answer()));
  }

  @Test
  void tooManyAtOnceAreToldToComeLater() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CyclicBarrier bothAreThere = new CyclicBarrier(3);
    server.givesTokensAnd(
        exchange -> {
          try {
            bothAreThere.await(10, TimeUnit.SECONDS);
            end.await();
          } catch (Exception e) {
            throw new IOException(e);
          }
          Server.json(exchange, 200, list("", item("a")));
        });
    UserCluster cluster = cluster(limits(2, Duration.ofMillis(50), 4));
    List<CompletableFuture<Listed<String>>> two =
        List.of(
            CompletableFuture.supplyAsync(() -> cluster.nodes(WalksTest::nameOf)),
            CompletableFuture.supplyAsync(() -> cluster.nodes(WalksTest::nameOf)));
    bothAreThere.await(10, TimeUnit.SECONDS);

    assertThat(cluster.nodes(WalksTest::nameOf))
        .isInstanceOfSatisfying(
            Listed.Failed.class,
            failed -> assertThat(Sentences.of(failed.why()).key()).isEqualTo("kube.busyhere"));
    end.countDown();
    for (CompletableFuture<Listed<String>> one : two) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(Listed.All.class);
    }
  }

  /** An account that was made anew: the old token is good for nothing. */
  @Test
  void asksForAnotherTokenOnceWhenOneIsRefused() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    server.givesTokensAnd(
        exchange -> {
          boolean first = asked.incrementAndGet() == 1;
          Server.json(
              exchange,
              first ? 401 : 200,
              first ? "{\"reason\":\"Unauthorized\"}" : list("", item("a")));
        });

    assertThat(cluster(limits(1, LONG, 4)).nodes(WalksTest::nameOf)).isInstanceOf(Listed.All.class);
  }
}
