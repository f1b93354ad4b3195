package io.keelson.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.wire.AgentState.Drift;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What follows from what was seen and what happened before, by a clock that the test moves. */
class HistoryTest {

  private static final Sight FINE = new Sight.Fine();
  private static final Sight DIFFERS = new Sight.Differs();
  private static final Sight.Unfit GONE = new Sight.Unfit("gone", true);
  private static final Sight.Unfit A_LINK = new Sight.Unfit("a link", false);

  /** Monotonic clocks may begin anywhere, and pass the highest number. */
  private long nanos = Long.MAX_VALUE - Duration.ofMinutes(2).toNanos();

  private History history = History.of("spec", false);

  private Moment now() {
    return new Moment(nanos, Instant.parse("2026-01-01T00:00:00.5Z"));
  }

  private Verdict judge(Sight sight) {
    return history.judge(sight, nanos);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private void repair(int times, Duration apart) {
    for (int i = 0; i < times; i++) {
      assertThat(judge(DIFFERS)).isEqualTo(Verdict.REPAIR);
      history = history.repaired(now(), "");
      pass(apart);
    }
  }

  @Test
  void leavesWhatIsFineAndRepairsWhatIsNot() {
    assertThat(judge(FINE)).isEqualTo(Verdict.FINE);
    assertThat(history.drift("k")).isEmpty();
    repair(1, Duration.ofSeconds(3));
    assertThat(history.fine().drift("k"))
        .contains(new Drift("k", 1, "2026-01-01T00:00:00Z", true, false, ""));
  }

  @Test
  @DisplayName("N-11: it stops at the sixth difference within ten minutes")
  void givesUpAfterFiveRepairsWithinTenMinutes() {
    repair(5, Duration.ofSeconds(119));
    assertThat(judge(DIFFERS)).isEqualTo(Verdict.CONTEST);
    history = history.contested(now());
    pass(Duration.ofDays(1));
    assertThat(judge(DIFFERS)).isEqualTo(Verdict.LEAVE);
    assertThat(judge(FINE)).isEqualTo(Verdict.LEAVE);
    assertThat(history.drift("k").orElseThrow().contested()).isTrue();
    assertThat(history.drift("k").orElseThrow().repaired()).isFalse();
    assertThat(history.drift("k").orElseThrow().message()).contains("5 times", "TuneD");
  }

  @Test
  void goesOnForEverWhereOthersAreSlower() {
    repair(20, Duration.ofSeconds(120));
    assertThat(history.repairs()).isEqualTo(20);
    assertThat(history.recent()).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void namesWhoElseMightOwnIt() {
    history = history.repaired(now(), "/etc/sysctl.d/99-x.conf sets it");
    assertThat(history.contested(now()).drift("k").orElseThrow().message())
        .endsWith("/etc/sysctl.d/99-x.conf sets it");
  }

  @Test
  @DisplayName("N-10: what differs at the first look after a boot is restored and not counted")
  void blamesNobodyForABoot() {
    history = History.of("spec", true);
    assertThat(judge(DIFFERS)).isEqualTo(Verdict.RESTORE);
    history = history.fine();
    assertThat(history.drift("k")).isEmpty();
    assertThat(judge(DIFFERS)).isEqualTo(Verdict.REPAIR);
  }

  @Test
  @DisplayName("N-13: a key that the kernel has no more is told, and restored when it is back")
  void waitsForAKeyThatIsGone() {
    for (int i = 0; i < 20; i++) {
      assertThat(judge(GONE)).isEqualTo(Verdict.TELL);
      history = history.told(now(), GONE);
    }
    assertThat(history.drift("k").orElseThrow().message()).isEqualTo("gone");
    assertThat(history.drift("k").orElseThrow().repairs()).isZero();
    assertThat(judge(DIFFERS)).isEqualTo(Verdict.RESTORE);
    history = history.fine();
    assertThat(history.drift("k")).isEmpty();
  }

  @Test
  void repairsWhatIsInTheWayNoMoreAndCountsThat() {
    history = history.told(now(), A_LINK);
    assertThat(judge(DIFFERS)).isEqualTo(Verdict.REPAIR);
  }

  @Test
  void triesAgainWithGrowingPausesAndCountsNoFailure() {
    long[] seconds = {3, 6, 12, 24, 48, 96, 192, 300, 300, 300};
    for (long pause : seconds) {
      assertThat(judge(DIFFERS)).isEqualTo(Verdict.REPAIR);
      history = history.failed(now(), "no room");
      pass(Duration.ofSeconds(pause).minusNanos(1));
      assertThat(judge(DIFFERS)).as("%d s", pause).isEqualTo(Verdict.LEAVE);
      pass(Duration.ofNanos(1));
    }
    assertThat(history.drift("k"))
        .contains(new Drift("k", 0, "2026-01-01T00:00:00Z", false, false, "no room"));
    history = history.fine().failed(now(), "no room");
    pass(Duration.ofSeconds(3));
    assertThat(judge(DIFFERS)).isEqualTo(Verdict.REPAIR);
  }

  @Test
  void isStillThatOfABootWhenRestoringFails() {
    history = History.of("spec", true).failed(now(), "read-only");
    pass(Duration.ofSeconds(3));
    assertThat(judge(DIFFERS)).isEqualTo(Verdict.RESTORE);
  }
}
