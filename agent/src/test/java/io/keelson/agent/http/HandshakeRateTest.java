package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** */
final class HandshakeRateTest {

  private long now;
  private final HandshakeRate rate = new HandshakeRate(() -> now);

  private void later(Duration time) {
    now += time.toNanos();
  }

  private long admitted(Object address, int tries) {
    return IntStream.range(0, tries).filter(i -> rate.admits(address)).count();
  }

  /** Each tries once in each of so many tenths of a second. */
  private long admittedOf(int addresses, Duration time) {
    long admitted = 0;
    for (long i = 0; i < time.toMillis() / 100; i++) {
      later(Duration.ofMillis(100));
      admitted +=
          IntStream.range(0, addresses).filter(one -> rate.admits("stranger" + one)).count();
    }
    return admitted;
  }

  @Test
  void anAddressMayComeOftenAtOnceAndThenEveryFiveSeconds() {
    assertThat(admitted("a", 1000)).isEqualTo(32);
    later(Duration.ofSeconds(4));
    assertThat(admitted("a", 1000)).isZero();
    later(Duration.ofSeconds(2));
    assertThat(admitted("a", 1000)).isEqualTo(1);
  }

  @Test
  void manyAddressesMayComeTwentyTimesInASecond() {
    assertThat(admittedOf(2000, Duration.ofSeconds(60))).isBetween(1200L, 1264L);
  }

  @Test
  void whoComesOftenDoesNotKeepOutWhoComesSeldom() {
    admittedOf(50, Duration.ofSeconds(60));

    for (int i = 0; i < 100; i++) {
      admittedOf(50, Duration.ofMillis(500));
      assertThat(rate.admits("rare" + i)).isTrue();
    }
  }

  @Test
  void whoIsTurnedAwayAndComesAgainAtOnceIsNotRare() {
    admittedOf(1000, Duration.ofSeconds(60));

    assertThat(rate.admits("rare")).isTrue();
  }

  @Test
  void theControllersAddressIsNotHeldUpByStrangers() {
    rate.controllerIsAt("controller");

    for (int i = 0; i < 100; i++) {
      admittedOf(2000, Duration.ofSeconds(1));
      assertThat(admitted("controller", 10)).isEqualTo(10);
    }
  }

  @Test
  void theControllersAddressHasABoundOfItsOwn() {
    admitted("controller", 1000);
    rate.controllerIsAt("controller");

    assertThat(admitted("controller", 1000)).isEqualTo(128);
    later(Duration.ofSeconds(1));
    assertThat(admitted("controller", 1000)).isEqualTo(50);
    rate.controllerIsAt("controller");
    assertThat(admitted("controller", 1000)).isZero();
  }

  @Test
  void onlyTheNewestAddressesOfTheControllerAreKnown() {
    rate.controllerIsAt("first");
    for (int i = 0; i < 4; i++) {
      rate.controllerIsAt("later" + i);
    }

    assertThat(admitted("first", 1000)).isEqualTo(32);
    assertThat(admitted("later0", 1000)).isEqualTo(128);
  }
}
