package io.keelson.agent.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("P-13: agents that ask together do not come back together")
final class PaceTest {

  private static final int AGENTS = 5_000;

  /** The same in each run. */
  private final Random random = new Random(1);

  private final Pace one = new Pace(random);

  private Stream<Pace> many() {
    return IntStream.range(0, AGENTS).mapToObj(i -> new Pace(random));
  }

  private static long mostInOneSecond(Stream<Duration> pauses) {
    long[] seconds = new long[400];
    pauses.forEach(pause -> seconds[(int) pause.toSeconds()]++);
    return IntStream.range(0, seconds.length).mapToLong(i -> seconds[i]).max().orElseThrow();
  }

  /** As by a controller that names the same pause to all, which ours does not. */
  @Test
  void whoIsToldToWaitWaitsLongerAndEachForHimself() {
    Duration wanted = Duration.ofSeconds(7);

    assertThat(many().map(pace -> pace.afterFailure(wanted)))
        .allMatch(pause -> pause.compareTo(wanted) > 0)
        .allMatch(pause -> pause.compareTo(wanted.plusSeconds(1)) <= 0);
    assertThat(many().map(pace -> pace.afterFailure(wanted)).distinct().count()).isGreaterThan(500);
  }

  @Test
  void pausesGrowToAMinute() {
    for (int failure = 0; failure < 40; failure++) {
      long most = Math.min(60, 1L << Math.min(failure, 6));
      assertThat(one.afterFailure(Duration.ZERO))
          .isBetween(Duration.ofMillis(1), Duration.ofSeconds(most));
    }
    assertThat(
            mostInOneSecond(
                many()
                    .map(
                        pace -> {
                          IntStream.range(0, 6).forEach(i -> pace.afterFailure(Duration.ZERO));
                          return pace.afterFailure(Duration.ZERO);
                        })))
        .as("spread over a minute, of 5,000")
        .isLessThan(150);
  }

  @Test
  void aSuccessBeginsAnew() {
    IntStream.range(0, 20).forEach(i -> one.afterFailure(Duration.ZERO));
    one.untilRenewal(Duration.ofHours(24));

    assertThat(one.afterFailure(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void renewalsAreSpreadAroundTwoThirds() {
    Duration day = Duration.ofHours(24);

    assertThat(many().map(pace -> pace.untilRenewal(day)))
        .allMatch(pause -> pause.compareTo(Duration.ofHours(14)) > 0)
        .allMatch(pause -> pause.compareTo(Duration.ofMinutes(17 * 60 + 15)) < 0);
    assertThat(many().map(pace -> pace.untilRenewal(day).toMinutes()).distinct().count())
        .isGreaterThan(100);
  }
}
