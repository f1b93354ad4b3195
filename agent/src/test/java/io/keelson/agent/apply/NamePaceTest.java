package io.keelson.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.agent.host.HostException;
import io.keelson.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("H-14: a name that changes every few seconds")
class NamePaceTest {

  // Such a clock begins anywhere and goes over the largest number.
  private long now = Long.MAX_VALUE - 1;
  private Instant wall = Instant.parse("2026-01-31T10:00:00.001Z");
  private final NamePace pace = new NamePace(() -> now, () -> wall);

  private void later(Duration time) {
    now += time.toNanos();
    wall = wall.plus(time);
  }

  @Test
  void theFirstChangeNeedsNoPause() {
    assertThatCode(pace::check).doesNotThrowAnyException();
  }

  @Test
  void theNextOneWaits() {
    pace.changed();
    later(Duration.ofSeconds(5));
    HostException refusal = catchThrowableOfType(HostException.class, pace::check);
    assertThat(refusal.problem().code()).isEqualTo(ProblemCode.HOSTNAME_THROTTLED);
    later(Duration.ofSeconds(25).minusNanos(1));
    assertThat(catchThrowableOfType(HostException.class, pace::check)).isNotNull();
    later(Duration.ofNanos(1));
    assertThatCode(pace::check).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("says until when, in a second that has not yet begun, and in the same words again")
  void saysUntilWhen() {
    pace.changed();
    for (int i = 0; i < 3; i++) {
      assertThat(catchThrowableOfType(HostException.class, pace::check).problem().message())
          .endsWith("not before 2026-01-31T10:00:31Z. It is tried again by itself");
      later(Duration.ofMillis(900));
    }
  }

  @Test
  void aClockThatJumpsDoesNotDecide() {
    pace.changed();
    wall = wall.plus(Duration.ofDays(1));
    assertThat(catchThrowableOfType(HostException.class, pace::check)).isNotNull();
    later(NamePace.LEAST);
    wall = wall.minus(Duration.ofDays(2));
    assertThatCode(pace::check).doesNotThrowAnyException();
  }

  @Test
  void askingDoesNotMakeThePauseLonger() throws HostException {
    pace.changed();
    for (int i = 0; i < 5; i++) {
      later(Duration.ofSeconds(5));
      assertThat(catchThrowableOfType(HostException.class, pace::check)).isNotNull();
    }
    later(Duration.ofSeconds(5));
    pace.check();
  }
}
