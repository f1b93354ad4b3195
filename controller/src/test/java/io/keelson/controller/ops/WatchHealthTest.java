package io.keelson.controller.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.queue.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P-03: a watch whose connection lives and says nothing. */
final class WatchHealthTest {

  private final FakeTime time = new FakeTime();
  private boolean watching = true;
  private String position = "1/1";
  private final WatchHealth health = new WatchHealth(() -> watching, () -> position, time::nanos);

  @BeforeEach
  void begin() {
    assertThat(health.lost()).isEmpty();
  }

  @Test
  void silenceOfAQuarterOfAnHourIsALoss() {
    time.pass(Duration.ofMinutes(14));
    assertThat(health.lost()).isEmpty();

    time.pass(Duration.ofMinutes(2));
    assertThat(health.lost()).hasValueSatisfying(why -> assertThat(why).contains("16 minutes"));
  }

  @Test
  void aBookmarkIsASignOfLife() {
    for (int i = 0; i < 10; i++) {
      time.pass(Duration.ofMinutes(10));
      position = i + "/1";
      assertThat(health.lost()).isEmpty();
    }
  }

  @Test
  void aWatchThatIsBeingOpenedIsNotSilent() {
    watching = false;
    time.pass(Duration.ofHours(1));
    assertThat(health.lost()).isEmpty();
  }
}
