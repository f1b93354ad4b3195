package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

  /** W-02, W-04: the wait grows, and has an end. */
  @ParameterizedTest
  @CsvSource({
    "0,PT0S",
    "4,PT0S",
    "5,PT1S",
    "6,PT2S",
    "7,PT4S",
    "12,PT2M8S",
    "13,PT4M16S",
    "14,PT5M",
    "20,PT5M",
    "40,PT5M"
  })
  void growsWithFailures(int failures, Duration wait) {
    Pace.Memory memory = new Pace.Memory(failures, NOW, NOW);
    assertThat(Pace.ACCOUNT.wait(memory, NOW)).isEqualTo(wait);
    assertThat(Pace.ACCOUNT.wait(memory, NOW.plus(wait))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"PT0S,7", "PT14M59S,7", "PT15M,6", "PT1H,3", "PT1H45M,0", "PT900H,0"})
  void forgetsOneByOne(Duration passed, int left) {
    Pace.Memory memory = new Pace.Memory(7, NOW, NOW);
    assertThat(Pace.ACCOUNT.at(memory, NOW.plus(passed)).failures()).isEqualTo(left);
  }

  @Test
  void losesNoPartOfTheTimeThatForgets() {
    Pace.Memory memory = new Pace.Memory(7, NOW, NOW);
    Instant later = NOW.plus(Duration.ofMinutes(14));
    memory = Pace.ACCOUNT.failed(memory, later);
    assertThat(memory.failures()).isEqualTo(8);
    assertThat(Pace.ACCOUNT.at(memory, later.plus(Duration.ofMinutes(1))).failures()).isEqualTo(7);
  }

  @Test
  void countsToAnEnd() {
    Pace.Memory memory = Pace.Memory.none(NOW);
    for (int i = 0; i < 1_000; i++) {
      memory = Pace.ACCOUNT.failed(memory, NOW);
    }
    assertThat(memory.failures()).isEqualTo(40);
  }

  @Test
  void forgivesAfterTheClockWasPutBack() {
    Pace.Memory memory = new Pace.Memory(7, NOW.plus(Duration.ofDays(300)), NOW.plusSeconds(1));
    Pace.Memory left = Pace.ACCOUNT.at(memory, NOW);
    assertThat(Pace.ACCOUNT.wait(left, NOW)).isLessThanOrEqualTo(Duration.ofMinutes(5));
  }
}
