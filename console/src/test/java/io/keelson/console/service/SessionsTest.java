package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** W-07, W-09. */
final class SessionsTest {

  private final Services services = Services.inMemory();
  private final Sessions sessions = services.sessions;
  private final Session first = services.admin();

  @AfterEach
  void close() {
    services.close();
  }

  @Test
  void givesEveryLoginACookieOfItsOwn() {
    LoginAnswer.Welcome one = login();
    LoginAnswer.Welcome two = login();
    assertThat(one.cookie()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(two.cookie());
    assertThat(one.session().csrf()).isNotEqualTo(two.session().csrf());
    assertThat(sessions.find(one.cookie()).orElseThrow().csrf()).isEqualTo(one.session().csrf());
  }

  @Test
  void keepsNoCookieAndNoToken() {
    LoginAnswer.Welcome welcome = login();
    List<?> rows =
        services.database.read(
            em -> em.createNativeQuery("select * from sessions", Object[].class).getResultList());
    StringBuilder all = new StringBuilder();
    rows.forEach(row -> all.append(java.util.Arrays.toString((Object[]) row)));
    assertThat(all).contains(welcome.session().key());
    assertThat(all).doesNotContain(welcome.cookie()).doesNotContain(welcome.session().csrf());
    assertThat(welcome.toString()).doesNotContain(welcome.cookie());
  }

  @Test
  void knowsNoOtherCookie() {
    assertThat(sessions.find("")).isEmpty();
    assertThat(sessions.find("A".repeat(43))).isEmpty();
    assertThat(sessions.find(login().session().key())).as("what is in the database").isEmpty();
    assertThat(sessions.find("x".repeat(100_000))).isEmpty();
  }

  @Test
  void endsAfterAQuarterOfAnHourWithoutARequest() {
    LoginAnswer.Welcome welcome = login();
    for (int i = 0; i < 5; i++) {
      services.clock.move(Duration.ofMinutes(14));
      assertThat(sessions.find(welcome.cookie())).isPresent();
    }
    services.clock.move(Duration.ofMinutes(15));
    assertThat(sessions.isAlive(welcome.session().key())).isFalse();
    assertThat(sessions.find(welcome.cookie())).isEmpty();
  }

  @Test
  void endsAfterEightHoursWhateverHappens() {
    LoginAnswer.Welcome welcome = login();
    for (int i = 0; i < 47; i++) {
      services.clock.move(Duration.ofMinutes(10));
      assertThat(sessions.find(welcome.cookie())).isPresent();
    }
    services.clock.move(Duration.ofMinutes(10));
    assertThat(sessions.find(welcome.cookie())).isEmpty();
  }

  @Test
  void looksWithoutCountingAsSeen() {
    LoginAnswer.Welcome welcome = login();
    services.clock.move(Duration.ofMinutes(14));
    assertThat(sessions.isAlive(welcome.session().key())).isTrue();
    services.clock.move(Duration.ofMinutes(2));
    assertThat(sessions.find(welcome.cookie())).isEmpty();
  }

  @Test
  void writesDownARequestOnceAMinute() {
    LoginAnswer.Welcome welcome = login();
    services.clock.move(Duration.ofSeconds(59));
    sessions.find(welcome.cookie());
    assertThat(sessions.find(welcome.cookie()).orElseThrow().lastSeen())
        .isEqualTo(welcome.session().lastSeen());
    services.clock.move(Duration.ofSeconds(1));
    sessions.find(welcome.cookie());
    assertThat(sessions.find(welcome.cookie()).orElseThrow().lastSeen())
        .isEqualTo(services.clock.instant());
  }

  @Test
  void isDeadAfterLogout() {
    LoginAnswer.Welcome welcome = login();
    List<String> told = new ArrayList<>();
    sessions.onEnd(told::add);
    services.logins.logout(welcome.session(), Services.HERE);
    assertThat(sessions.find(welcome.cookie())).isEmpty();
    assertThat(told).containsExactly(welcome.session().key());
  }

  @Test
  void endsAllButOne() {
    LoginAnswer.Welcome kept = login();
    LoginAnswer.Welcome other = login();
    assertThat(sessions.endAll(kept.session().user().id(), kept.session().key())).isEqualTo(2);
    assertThat(sessions.isAlive(kept.session().key())).isTrue();
    assertThat(sessions.isAlive(other.session().key())).isFalse();
    assertThat(sessions.isAlive(first.key())).isFalse();
  }

  @Test
  void endsTheOldestWhenThereAreTwenty() {
    List<String> told = new ArrayList<>();
    sessions.onEnd(told::add);
    for (int i = 0; i < 20; i++) {
      services.clock.move(Duration.ofSeconds(1));
      login();
    }
    assertThat(told).containsExactly(first.key());
    assertThat(sessions.isAlive(first.key())).isFalse();
  }

  @Test
  void removesWhatHasExpired() {
    List<String> told = new ArrayList<>();
    sessions.onEnd(told::add);
    services.clock.move(Duration.ofMinutes(10));
    LoginAnswer.Welcome young = login();
    services.clock.move(Duration.ofMinutes(6));
    sessions.sweep();
    assertThat(told).containsExactly(first.key());
    assertThat(sessions.isAlive(young.session().key())).isTrue();
  }

  private LoginAnswer.Welcome login() {
    return Services.welcome(services.logins.login("admin", Services.PASSWORD, null, Services.HERE));
  }
}
