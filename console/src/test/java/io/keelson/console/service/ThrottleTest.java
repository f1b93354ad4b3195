package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThrottleTest {

  private final Services services = Services.inMemory();
  private final Throttle throttle = services.throttle;

  @AfterEach
  void close() {
    services.close();
  }

  /** W-03: counted before the password is looked at, so a crash in between loses nothing. */
  @Test
  void countsATurnThatNobodyEnds() {
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.stranger("anna", "192.0.2." + i)).isInstanceOf(Throttle.Turn.Go.class);
    }
    Throttle another = new Throttle(services.database, services.clock);
    assertThat(another.stranger("anna", "192.0.2.99"))
        .isEqualTo(new Throttle.Turn.Wait(Duration.ofSeconds(1)));
  }

  /** W-02: invented names push nobody's counter out, and there is an end to them. */
  @Test
  void keepsACounterWhateverNamesAreInvented() {
    for (int i = 0; i < 5; i++) {
      throttle.stranger("anna", "192.0.2." + i);
    }
    for (int i = 0; i < 3_000; i++) {
      throttle.stranger("invented" + i, "2001:db8:0:" + Integer.toHexString(i) + "::1");
    }
    assertThat(throttle.stranger("anna", "192.0.2.99")).isInstanceOf(Throttle.Turn.Wait.class);
    long longest =
        services.database.read(
            em ->
                em.createQuery("select max(length(a.bucket)) from AttemptRow a", Integer.class)
                    .getSingleResult());
    assertThat(longest).as("account/ffff: 65,536 of a kind").isEqualTo("account/ffff".length());
  }

  @Test
  void forgetsAnAccountsFailuresWhenItsPasswordWasRight() {
    for (int i = 0; i < 4; i++) {
      throttle.stranger("anna", "192.0.2." + i);
    }
    throttle.succeeded((Throttle.Turn.Go) throttle.stranger("anna", "192.0.2.50"));
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.stranger("anna", "198.51.100." + i)).isInstanceOf(Throttle.Turn.Go.class);
    }
  }

  @Test
  void takesBackWhatWasNotTried() {
    for (int i = 0; i < 50; i++) {
      throttle.takeBack((Throttle.Turn.Go) throttle.stranger("anna", "192.0.2.1"));
    }
    assertThat(throttle.stranger("anna", "192.0.2.1")).isInstanceOf(Throttle.Turn.Go.class);
  }

  @Test
  void removesCountersThatHoldNothing() {
    throttle.stranger("anna", "192.0.2.1");
    services.clock.move(Duration.ofHours(11));
    throttle.sweep();
    assertThat(rows()).isEqualTo(2);
    services.clock.move(Duration.ofHours(2));
    throttle.sweep();
    assertThat(rows()).isZero();
  }

  /** W-02: who has a /64 has more addresses than there are names. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,::ffff:192.0.2.1,true",
    "192.0.2.1,192.0.2.2,false",
    "2001:db8::1,2001:db8:0:0:ffff::9,true",
    "2001:db8::1,2001:db8:0:1::1,false",
    "unknown,UNKNOWN,true"
  })
  void takesAnIpv6NetworkAsOneAddress(String one, String other, boolean same) {
    assertThat(Throttle.network(one).equals(Throttle.network(other))).isEqualTo(same);
  }

  private long rows() {
    return services.database.read(
        em -> em.createQuery("select count(a) from AttemptRow a", Long.class).getSingleResult());
  }
}
