package io.keelson.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  private static final long SECOND = 1_000_000_000L;

  private final Allowance allowance = new Allowance(2, Duration.ofSeconds(1), 0);

  @Test
  void givesSoManyAtOnceAndThenOneEachSoOften() {
    assertThat(allowance.take(0)).isZero();
    assertThat(allowance.take(0)).isZero();
    assertThat(allowance.take(0)).isPositive();
    assertThat(allowance.take(SECOND)).isZero();
    assertThat(allowance.take(SECOND)).isPositive();
  }

  @Test
  void whoWaitsAsLongAsItSaysGetsOne() {
    allowance.take(0);
    allowance.take(0);
    Duration pause = allowance.take(SECOND / 4);

    assertThat(pause).isBetween(Duration.ofMillis(749), Duration.ofMillis(751));
    assertThat(allowance.take(SECOND / 4 + pause.toNanos())).isZero();
  }

  @Test
  void savesUpNoMoreThanTheMost() {
    assertThat(allowance.left(100 * SECOND)).isEqualTo(2);
  }
}
