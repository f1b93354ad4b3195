package io.keelson.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.Uplink;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long the node is given to reach its API server, by a clock that only the test moves. */
class LifelineTest {

  private int answersAtTry = Integer.MAX_VALUE;
  private final FakeUplink uplink = new FakeUplink(this::answers);
  private final Lifeline lifeline = uplink.lifeline();

  private boolean answers() {
    return uplink.tries() >= answersAtTry;
  }

  @Test
  void oneConnectionIsEnough() {
    answersAtTry = 1;
    assertThat(lifeline.holds()).isTrue();
    assertThat(uplink.tries()).isEqualTo(1);
    assertThat(lifeline.stillHolds()).isTrue();
    assertThat(uplink.tries()).isEqualTo(2);
    assertThat(uplink.waited()).isZero();
  }

  @Test
  void triesAnewUntilTheTimeIsOver() {
    assertThat(lifeline.stillHolds()).isFalse();
    assertThat(uplink.waited()).isEqualTo(Lifeline.AFTER);
    assertThat(uplink.tries()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void aNetworkThatNeedsAMomentIsNotLost() {
    answersAtTry = 9;
    assertThat(lifeline.stillHolds()).isTrue();
  }

  @Test
  void theControllerIsStillThereForTheAnswer() {
    var unused = lifeline.holds() || lifeline.stillHolds() || lifeline.holdsAgain();
    assertThat(uplink.waited()).isLessThan(Duration.ofSeconds(25));
  }

  @Test
  void withoutAnAddressNobodyIsWaitedFor() {
    assertThat(new Lifeline(Uplink.NONE, () -> 0).holds()).isFalse();
  }

  @Test
  void anAgentThatIsToldToStopWaitsNoLonger() {
    Thread.currentThread().interrupt();
    assertThat(lifeline.stillHolds()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(uplink.tries()).isZero();
  }
}
