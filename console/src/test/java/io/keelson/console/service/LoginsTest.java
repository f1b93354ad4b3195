package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoginsTest {

  private final Services services = Services.inMemory();
  private final Session admin = services.admin();

  @AfterEach
  void close() {
    services.close();
  }

  @Test
  void welcomesWhoKnowsThePassword() {
    LoginAnswer.Welcome welcome = Services.welcome(login("admin", Services.PASSWORD));
    assertThat(welcome.session().user().name()).isEqualTo("admin");
    assertThat(services.sessions.find(welcome.cookie())).contains(welcome.session());
    assertThat(services.audited()).last().isEqualTo("admin LOGIN user admin OK");
  }

  /** W-05. */
  @Test
  void answersTheSameToUnknownDisabledAndMistyped() {
    User anna = services.user("anna", admin);
    services.users.update(anna.id(), false, false, List.of(), admin.user(), Services.HERE);
    assertThat(login("anna", Services.PASSWORD)).isEqualTo(new LoginAnswer.Wrong());
    assertThat(login("nobody", Services.PASSWORD)).isEqualTo(new LoginAnswer.Wrong());
    assertThat(login("admin", "not the password")).isEqualTo(new LoginAnswer.Wrong());
  }

  /** W-05: the work is a hash, counted and not timed. */
  @Test
  void hashesForUnknownUsersToo() {
    long before = services.passwords.count();
    login("admin", "not the password");
    assertThat(services.passwords.count()).isEqualTo(before + 1);
    login("nobody", "not the password");
    assertThat(services.passwords.count()).isEqualTo(before + 2);
  }

  /** W-06. */
  @Test
  void doesNoWorkForWhatNobodysPasswordCanBe() {
    long before = services.passwords.count();
    for (String password : List.of("x".repeat(1_000_000), "short", "with\0nul in it", "")) {
      assertThat(login("admin", password)).isEqualTo(new LoginAnswer.Wrong());
    }
    assertThat(services.passwords.count()).isEqualTo(before);
  }

  /** W-02: for one user. */
  @Test
  void slowsGuessesAtOneAccount() {
    assertThat(guesses("admin")).isEqualTo(5);
    assertThat(login("admin", Services.PASSWORD)).isInstanceOf(LoginAnswer.Wait.class);
  }

  /** W-02: what is invented is slowed just the same. */
  @Test
  void slowsGuessesAtAnUnknownAccount() {
    assertThat(guesses("nobody")).isEqualTo(5);
  }

  private int guesses(String name) {
    int tried = 0;
    for (int i = 0; i < 20; i++) {
      From from = new From("198.51.100." + i, "r");
      if (services.logins.login(name, "wrong password " + i, null, from)
          instanceof LoginAnswer.Wrong) {
        tried++;
      }
    }
    return tried;
  }

  /** W-02: one password for many users. */
  @Test
  void slowsOneAddressAtManyAccounts() {
    int tried = 0;
    for (int i = 0; i < 100; i++) {
      From from = new From("2001:db8:1:2::" + i, "r");
      if (services.logins.login("user" + i, "Winter-is-near", null, from)
          instanceof LoginAnswer.Wrong) {
        tried++;
      }
    }
    assertThat(tried).isEqualTo(10);
  }

  /** W-04. */
  @Test
  void letsTheAdministratorInWhoseBrowserIsKnownWhileOthersGuess() {
    String device = Services.welcome(login("admin", Services.PASSWORD)).device();
    for (int i = 0; i < 30; i++) {
      services.logins.login("admin", "wrong password " + i, null, Services.HERE);
    }
    assertThat(login("admin", Services.PASSWORD)).isInstanceOf(LoginAnswer.Wait.class);
    assertThat(services.logins.login("admin", Services.PASSWORD, device, Services.HERE))
        .isInstanceOf(LoginAnswer.Welcome.class);
  }

  /** W-04: nobody is locked out; the longest wait is minutes. */
  @Test
  void letsEverybodyInAgainAfterAWhile() {
    for (int i = 0; i < 200; i++) {
      services.clock.move(Duration.ofSeconds(10));
      services.logins.login("admin", "wrong password " + i, null, new From("192.0.2.9", "r"));
    }
    services.clock.move(Duration.ofMinutes(5));
    assertThat(login("admin", Services.PASSWORD)).isInstanceOf(LoginAnswer.Welcome.class);
  }

  @Test
  void doesNotTakeTheTokenOfAnothersBrowser() {
    services.user("anna", admin);
    String annas = Services.welcome(login("anna", Services.PASSWORD)).device();
    guesses("admin");
    assertThat(services.logins.login("admin", Services.PASSWORD, annas, Services.HERE))
        .isInstanceOf(LoginAnswer.Wait.class);
  }

  /** A good account buys no guesses at others from the same address. */
  @Test
  void doesNotForgetAnAddressForOneGoodLogin() {
    services.user("anna", admin);
    int tried = 0;
    for (int i = 0; i < 40; i++) {
      if (login("user" + i, "Winter-is-near") instanceof LoginAnswer.Wrong) {
        tried++;
      }
      login("anna", Services.PASSWORD);
    }
    assertThat(tried).isLessThanOrEqualTo(10);
  }

  /** W-06: memory is bounded however many come at once. */
  @Test
  void neverHashesMoreThanTwoAtOnce() throws Exception {
    try (ExecutorService many = Executors.newFixedThreadPool(50)) {
      List<Future<LoginAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        From from = new From("203.0.113." + i, "r");
        String name = "user" + i;
        answers.add(many.submit(() -> services.logins.login(name, "wrong password", null, from)));
      }
      for (Future<LoginAnswer> answer : answers) {
        assertThat(answer.get()).isEqualTo(new LoginAnswer.Wrong());
      }
    }
    assertThat(services.passwords.mostAtOnce()).isEqualTo(Passwords.PARALLEL);
  }

  /** W-09. */
  @Test
  void endsEverySessionWhenThePasswordChanges() {
    LoginAnswer.Welcome one = Services.welcome(login("admin", Services.PASSWORD));
    LoginAnswer.Welcome two = Services.welcome(login("admin", Services.PASSWORD));
    PasswordAnswer answer =
        services.logins.changeOwn(
            one.session(), Services.PASSWORD, "another rainy day", Services.HERE);
    assertThat(services.sessions.find(one.cookie())).isEmpty();
    assertThat(services.sessions.find(two.cookie())).isEmpty();
    assertThat(services.sessions.isAlive(admin.key())).isFalse();
    assertThat(services.sessions.find(((PasswordAnswer.Changed) answer).cookie())).isPresent();
    assertThat(login("admin", Services.PASSWORD)).isEqualTo(new LoginAnswer.Wrong());
    assertThat(login("admin", "another rainy day")).isInstanceOf(LoginAnswer.Welcome.class);
  }

  @Test
  void slowsGuessesAtThePresentPassword() {
    List<PasswordAnswer> answers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      answers.add(
          services.logins.changeOwn(admin, "wrong guess " + i, "a new password", Services.HERE));
    }
    assertThat(answers.subList(0, 5)).containsOnly(new PasswordAnswer.Wrong());
    assertThat(answers.getLast()).isInstanceOf(PasswordAnswer.Wait.class);
    assertThat(login("admin", Services.PASSWORD)).isInstanceOf(LoginAnswer.Welcome.class);
  }

  @Test
  void saysWhatIsWrongWithANewPassword() {
    assertThat(services.logins.changeOwn(admin, Services.PASSWORD, "short", Services.HERE))
        .isEqualTo(new PasswordAnswer.Bad(List.of(PasswordFault.TOO_SHORT)));
    assertThat(
            services.logins.changeOwn(admin, Services.PASSWORD, Services.PASSWORD, Services.HERE))
        .isEqualTo(new PasswordAnswer.Bad(List.of(PasswordFault.SAME_AS_OLD)));
  }

  /** W-22. */
  @Test
  void writesDownEveryLogin() {
    login("admin", "wrong password");
    login("nobody", "wrong password");
    login("my secret by mistake", "x");
    services.logins.logout(admin, Services.HERE);
    assertThat(services.audited())
        .contains(
            "admin LOGIN user admin DENIED wrong password",
            "nobody LOGIN user nobody DENIED no such user",
            "(no name) LOGIN user (no name) DENIED no name or no password",
            "admin LOGOUT user admin OK")
        .noneMatch(row -> row.contains("secret"));
  }

  private LoginAnswer login(String name, String password) {
    return services.logins.login(name, password, null, Services.HERE);
  }
}
