package io.keelson.controller.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.queue.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {

  private final FakeTime time = new FakeTime();
  private boolean stuck;
  private final Heartbeat heart =
      new Heartbeat(
          (delay, task) -> {
            if (!stuck) {
              time.after(delay, task);
            }
          },
          time::nanos);

  @Test
  void beatsForEver() {
    heart.start();
    time.pass(Duration.ofHours(1));

    assertThat(heart.silence()).isEmpty();
  }

  /** A loop whose timer or threads are stuck must be started again. */
  @Test
  void aTaskThatDoesNotComeRoundIsDeath() {
    heart.start();
    stuck = true;
    time.pass(Duration.ofSeconds(80));
    assertThat(heart.silence()).isEmpty();

    time.pass(Duration.ofSeconds(30));
    assertThat(heart.silence()).contains("no work has been done for 105 s");
  }
}
