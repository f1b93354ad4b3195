package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.console.service.AccountException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserTokensTest {

  @TempDir Path directory;
  private Server server;
  private UserTokens tokens;
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final AtomicInteger asked = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    server = new Server(directory);
    server.does(
        exchange ->
            Server.json(
                exchange,
                201,
                "{\"spec\":{\"expirationSeconds\":600},\"status\":{\"token\":\"t.%d\"}}"
                    .formatted(asked.incrementAndGet())));
    tokens =
        new UserTokens(
            server.http(Duration.ofSeconds(10)),
            new OwnToken(directory.resolve("token")),
            "users",
            () -> now);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void keepsATokenForTwoThirdsOfItsLife() throws Exception {
    assertThat(tokens.of("ann").token()).isEqualTo("t.1");
    now = now.plusSeconds(399);
    assertThat(tokens.of("ann").token()).isEqualTo("t.1");
    now = now.plusSeconds(2);
    assertThat(tokens.of("ann").token()).isEqualTo("t.2");
  }

  @Test
  void neverGivesOneUserTheTokenOfAnother() throws Exception {
    assertThat(tokens.of("ann").token()).isNotEqualTo(tokens.of("ben").token());
  }

  @Test
  void asksAnewWhenToldToForget() throws Exception {
    tokens.of("ann");
    tokens.forget("ann");
    assertThat(tokens.of("ann").token()).isEqualTo("t.2");
  }

  @Test
  void asksOnceForManyRequestsAtTheSameTime() throws Exception {
    assertThat(together(20)).containsOnly("t.1");
    assertThat(asked).hasValue(1);
  }

  @Test
  void whoWaitedForARefusalIsRefusedToo() throws Exception {
    Set<Thread> waiting = ConcurrentHashMap.newKeySet();
    server.does(
        exchange -> {
          asked.incrementAndGet();
          // Answers when all the others wait for this one.
          while (waiting.stream().filter(t -> t.getState() == Thread.State.BLOCKED).count() < 5) {
            Thread.onSpinWait();
          }
          Server.json(exchange, 500, "{\"message\":\"no luck\"}");
        });
    List<Thread> threads =
        IntStream.range(0, 6)
            .mapToObj(i -> Thread.ofPlatform().unstarted(() -> tokens.ask("ann")))
            .toList();
    waiting.addAll(threads);
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(asked).hasValue(1);
    tokens.ask("ann");
    assertThat(asked).hasValue(2);
  }

  @Test
  void saysInWordsThatTheAccountIsGone() {
    server.does(exchange -> Server.json(exchange, 404, "{\"reason\":\"NotFound\"}"));

    assertThatThrownBy(() -> tokens.of("ann"))
        .isInstanceOf(AccountException.class)
        .hasMessage(
            "the account of ann is gone from the cluster; an administrator can save the user"
                + " again to bring it back");
  }

  /** The console's own account may be forbidden to make tokens: that is not the user's role. */
  @Test
  void takesItsOwnLackOfRightsNotForTheUsers() {
    server.does(exchange -> Server.json(exchange, 403, "{\"message\":\"u may not\"}"));

    assertThat(tokens.ask("ann"))
        .isInstanceOfSatisfying(
            UserTokens.Token.Withheld.class,
            withheld -> assertThat(Sentences.of(withheld.why()).key()).isEqualTo("kube.notoken"));
  }

  @Test
  void readsItsOwnTokenAgainEachTime() throws Exception {
    tokens.of("ann");
    Files.delete(directory.resolve("token"));
    assertThatThrownBy(() -> tokens.of("ben")).hasMessageContaining("own token cannot be read");
    Files.writeString(directory.resolve("token"), "two lines\nof text");
    assertThatThrownBy(() -> tokens.of("ben"))
        .hasMessageContaining("holds no token")
        .hasMessageNotContaining("two lines");
  }

  @Test
  void makesNoTokenForANameThatLeadsElsewhere() {
    assertThatThrownBy(() -> tokens.of("x/../../default/serviceaccounts/admin"))
        .isInstanceOf(AccountException.class);
    assertThat(asked).hasValue(0);
  }

  private List<String> together(int count) throws Exception {
    try (var threads = Executors.newFixedThreadPool(count)) {
      Callable<String> one = () -> tokens.of("ann").token();
      List<Future<String>> all =
          threads.invokeAll(IntStream.range(0, count).mapToObj(i -> one).toList());
      return all.stream().map(Future::resultNow).distinct().toList();
    }
  }
}
