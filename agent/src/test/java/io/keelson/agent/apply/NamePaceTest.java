package io.keelson.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.agent.host.HostException;
import io.keelson.problem.ProblemCode;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("H-14: a name that changes every few seconds")
class NamePaceTest {

  // Such a clock begins anywhere and goes over the largest number.
  private long now = Long.MAX_VALUE - 1;
  private final NamePace pace = new NamePace(() -> now);

  private void later(Duration time) {
    now += time.toNanos();
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
