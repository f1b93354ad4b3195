package io.keelson.console.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.console.service.FakePlace;
import io.keelson.console.service.From;
import io.keelson.console.service.LoginAnswer;
import io.keelson.console.service.MovedClock;
import io.keelson.console.service.Services;
import io.keelson.console.service.Session;
import io.keelson.testing.database.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of the console over one PostgreSQL. */
final class ConsolePostgresIT {

  private static PostgresServer server;
  private static int databases;

  private final MovedClock clock = new MovedClock();
  private final FakePlace place = new FakePlace();
  private String url;
  private Services one;
  private Services two;

  @BeforeAll
  static void start() {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    url = server.create("keelson" + databases++);
    // Both at once: one brings the tables, the other waits for that.
    List<Services> both =
        atOnce(
            () -> Services.over(open(url), clock, place),
            () -> Services.over(open(url), clock, place));
    one = both.get(0);
    two = both.get(1);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private static Database open(String url) {
    return Database.open(url, PostgresServer.USER, PostgresServer.PASSWORD);
  }

  /** A replica that is gone takes no session with it; W-09: one that ends, ends for all. */
  @Test
  void knowsSessionsOfAReplicaThatIsGone() {
    one.admin();
    LoginAnswer.Welcome welcome = login(one, "admin", Services.PASSWORD);
    one.close();
    assertThat(two.sessions.find(welcome.cookie())).contains(welcome.session());
    two.logins.logout(welcome.session(), Services.HERE);
    assertThat(two.sessions.find(welcome.cookie())).isEmpty();
  }

  /** W-01. */
  @Test
  void agreesOnOneAdministratorWhenTwoStartAtOnce() throws Exception {
    atOnce(one::firstStart, two::firstStart);
    assertThat(place.puts).isEqualTo(1);
    assertThat(two.logins.login("admin", place.password, null, Services.HERE))
        .isInstanceOf(LoginAnswer.Welcome.class);
    assertThat(one.audited()).filteredOn(row -> row.contains("USER_CREATE")).hasSize(1);
  }

  /** W-02, W-03. */
  @Test
  void countsGuessesOfAllReplicasTogether() throws Exception {
    one.admin();
    for (int i = 0; i < 5; i++) {
      Services here = i % 2 == 0 ? one : two;
      assertThat(here.logins.login("admin", "wrong guess " + i, null, Services.HERE))
          .isEqualTo(new LoginAnswer.Wrong());
    }
    one.close();
    server.down();
    server.up();
    one = Services.over(open(url), clock, place);
    assertThat(one.logins.login("admin", Services.PASSWORD, null, Services.HERE))
        .isInstanceOf(LoginAnswer.Wait.class);
  }

  /** W-02: attempts at once are counted one by one. */
  @Test
  void letsNoMoreGuessesThroughWhenTheyComeAtOnce() throws Exception {
    one.admin();
    List<Callable<LoginAnswer>> guesses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      From from = new From("198.51.100." + i, "r");
      Services here = i % 2 == 0 ? one : two;
      guesses.add(() -> here.logins.login("admin", "wrong guess", null, from));
    }
    List<LoginAnswer> answers = atOnce(guesses);
    assertThat(answers).filteredOn(LoginAnswer.Wrong.class::isInstance).hasSize(5);
    assertThat(answers).filteredOn(LoginAnswer.Wait.class::isInstance).hasSize(15);
  }

  @Test
  void logsManyInAtOnce() throws Exception {
    one.admin();
    List<Callable<LoginAnswer>> logins = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      From from = new From("198.51.100." + i, "r");
      Services here = i % 2 == 0 ? one : two;
      String name = i < 4 ? "admin" : "nobody" + i;
      logins.add(() -> here.logins.login(name, Services.PASSWORD, null, from));
    }
    List<LoginAnswer> answers = atOnce(logins);
    assertThat(answers).filteredOn(LoginAnswer.Welcome.class::isInstance).hasSize(4);
    assertThat(answers).filteredOn(LoginAnswer.Wrong.class::isInstance).hasSize(20);
  }

  @Test
  void keepsAnAdministratorWhenTwoDismissEachOther() throws Exception {
    Session admin = one.admin();
    Session boss = one.administrator("boss", admin);
    atOnce(
        () -> one.dismiss(boss.user(), admin.user()), () -> two.dismiss(admin.user(), boss.user()));
    assertThat(one.administrators()).hasSize(1);
  }

  @Test
  void makesOneOfTwoUsersOfOneName() throws Exception {
    Session admin = one.admin();
    List<String> answers =
        atOnce(() -> one.tryToMake("anna", admin), () -> two.tryToMake("anna", admin));
    assertThat(answers).containsExactlyInAnyOrder("Done", "Refused");
  }

  /** W-23. */
  @Test
  void sumsUpAFloodOfBothReplicas() throws Exception {
    List<Callable<LoginAnswer>> guesses = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Services here = i % 2 == 0 ? one : two;
      guesses.add(() -> here.logins.login("nobody", "wrong guess", null, Services.HERE));
    }
    atOnce(guesses);
    clock.move(Duration.ofMinutes(1));
    assertThat(two.audited())
        .filteredOn(row -> row.startsWith("nobody "))
        .hasSize(2)
        .last()
        .asString()
        .contains("the same 39 more times in the minute of 2026-12-01T10:00:00Z");
  }

  @Test
  void saysThatItIsGoneAndComesBack() {
    one.admin();
    server.down();
    try {
      assertThat(one.database.answers()).isFalse();
      assertThatThrownBy(() -> one.sessions.isAlive("x")).isInstanceOf(DatabaseException.class);
    } finally {
      server.up();
    }
    assertThat(one.database.answers()).isTrue();
    assertThat(login(one, "admin", Services.PASSWORD)).isNotNull();
  }

  @Test
  void saysWhyItCannotBeOpened() {
    assertThatThrownBy(() -> Database.open(url, PostgresServer.USER, "wrong"))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("user or password is not accepted");
    assertThatThrownBy(() -> open(server.url("nowhere")))
        .hasMessageContaining("the server has no such database; create it first");
    assertThatThrownBy(() -> open("jdbc:postgresql://127.0.0.1:1/x"))
        .hasMessageContaining("nothing answers there; check host and port");
  }

  private static LoginAnswer.Welcome login(Services where, String name, String password) {
    return Services.welcome(where.logins.login(name, password, null, Services.HERE));
  }

  @SafeVarargs
  private static <T> List<T> atOnce(Callable<T>... works) throws Exception {
    return atOnce(List.of(works));
  }

  private static <T> List<T> atOnce(List<Callable<T>> works) throws Exception {
    CyclicBarrier start = new CyclicBarrier(works.size());
    try (ExecutorService many = Executors.newFixedThreadPool(works.size())) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> work : works) {
        futures.add(
            many.submit(
                () -> {
                  start.await();
                  return work.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
