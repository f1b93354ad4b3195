package io.keelson.controller.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ElectionTest {

  private static final long SECOND = 1_000_000_000;
  private static final LeaseRecord EMPTY = new LeaseRecord("", 0, "", "1");
  private static final LeaseRecord OURS = new LeaseRecord("me", 7, "a", "9");
  private static final LeaseRecord THEIRS = new LeaseRecord("other", 7, "a", "9");

  private final Election election = new Election("me", Timing.STANDARD);

  private static long at(double seconds) {
    return (long) (seconds * SECOND);
  }

  private void leadsInSeven() {
    election.written(7, 0);
  }

  @Test
  void aFreeLeaseIsTakenAtOnceInTheNextEpoch() {
    assertThat(election.observe(EMPTY, 0)).isEqualTo(new Step.Write(EMPTY, 1));

    LeaseRecord released = new LeaseRecord("", 4, "b", "2");
    assertThat(election.observe(released, 1)).isEqualTo(new Step.Write(released, 5));
  }

  /** The answer was lost, or the process was: nobody knows whether orders were given in it. */
  @Test
  void anAcquisitionThatWeDoNotKnowOfIsMadeOnceMore() {
    assertThat(election.observe(OURS, 0)).isEqualTo(new Step.Write(OURS, 8));
  }

  @ParameterizedTest(name = "seen for {0} s: taken {1}")
  @CsvSource({"0, false", "14.9, false", "15, true", "3600, true"})
  void anothersLeaseIsTakenWhenItHasNotChangedForItsDuration(double seconds, boolean taken) {
    assertThat(election.observe(THEIRS, 0)).isEqualTo(new Step.Wait());

    assertThat(election.observe(THEIRS, at(seconds)))
        .isEqualTo(taken ? new Step.Write(THEIRS, 8) : new Step.Wait());
  }

  /** P-08: what the stamp says is never compared with a clock. */
  @Test
  void eachChangeBeginsTheTimeAnew() {
    election.observe(THEIRS, 0);
    LeaseRecord renewed = new LeaseRecord("other", 7, "1970-01-01", "10");

    assertThat(election.observe(renewed, at(14))).isEqualTo(new Step.Wait());
    assertThat(election.observe(renewed, at(28))).isEqualTo(new Step.Wait());
    assertThat(election.observe(renewed, at(29))).isEqualTo(new Step.Write(renewed, 8));
  }

  @Test
  void aLabelOnTheObjectIsNoRenewal() {
    election.observe(THEIRS, 0);
    LeaseRecord labelled = new LeaseRecord("other", 7, "a", "10");

    assertThat(election.observe(labelled, at(15))).isEqualTo(new Step.Write(labelled, 8));
  }

  @Test
  void ourOwnIsRenewedInItsEpoch() {
    leadsInSeven();

    assertThat(election.observe(OURS, at(2))).isEqualTo(new Step.Write(OURS, 7));
    assertThat(election.epoch(at(2))).hasValue(7);
  }

  @Test
  void itIsLostWhenAnotherHoldsItOrNobody() {
    leadsInSeven();

    assertThat(election.observe(THEIRS, at(2)))
        .isEqualTo(new Step.Lost("the Lease is held by other"));
    assertThat(election.epoch(at(2))).isEmpty();
    assertThat(election.observe(EMPTY, at(3))).as("never again").isEqualTo(new Step.Wait());

    Election second = new Election("me", Timing.STANDARD);
    second.written(7, 0);
    assertThat(second.observe(EMPTY, 1)).isInstanceOf(Step.Lost.class);
  }

  @ParameterizedTest(name = "renewed {0} s ago: leads {1}")
  @CsvSource({"0, true", "9.9, true", "10, false", "60, false"})
  void whoHasNotRenewedInTimeGivesNoOrders(double seconds, boolean leads) {
    leadsInSeven();

    assertThat(election.epoch(at(seconds)))
        .isEqualTo(leads ? OptionalLong.of(7) : OptionalLong.empty());
    assertThat(election.check(at(seconds)))
        .isEqualTo(leads ? new Step.Wait() : new Step.Lost("the Lease was not renewed for 10 s"));
  }

  /** P-07: it slept, and the Lease still says its name. */
  @Test
  void whoWakesTooLateIsLostAlthoughNobodyTookIt() {
    leadsInSeven();

    assertThat(election.observe(OURS, at(60))).isInstanceOf(Step.Lost.class);
  }

  @Test
  void theTimeCountsFromBeforeTheUpdateWasSent() {
    leadsInSeven();
    election.written(7, at(9));

    assertThat(election.epoch(at(18.9))).hasValue(7);
    assertThat(election.epoch(at(19))).isEmpty();
  }

  @Test
  void aCounterThatWasSetBackIsPutRightAndOneThatWasRaisedIsTakenOver() {
    leadsInSeven();
    LeaseRecord back = new LeaseRecord("me", 2, "a", "10");
    LeaseRecord raised = new LeaseRecord("me", 12, "a", "11");

    assertThat(election.observe(back, 1)).isEqualTo(new Step.Write(back, 7));
    assertThat(election.observe(raised, 1)).isEqualTo(new Step.Write(raised, 12));
  }

  @Test
  void itGoesAboveAnEpochThatAnAgentObeysOnlyWhileItLeads() {
    leadsInSeven();

    assertThat(election.outrank(OURS, 40, 1)).isEqualTo(new Step.Write(OURS, 41));
    assertThat(election.outrank(OURS, 3, 1)).isEqualTo(new Step.Write(OURS, 7));
    assertThat(election.outrank(THEIRS, 40, 1)).isInstanceOf(Step.Lost.class);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7, true",
    "10007, 7, true",
    "10008, 7, false",
    "2147483647, 7, false",
    "9223372036854775807, 7, false",
    "999999999, 999999990, true",
    "1000000000, 999999990, false"
  })
  void oneNodeThatLiesCannotUseUpTheNumbers(long obeyed, long ours, boolean credible) {
    assertThat(Election.isCredible(obeyed, ours)).isEqualTo(credible);
  }

  @Test
  void theLastNumberIsNeverExceeded() {
    LeaseRecord last = new LeaseRecord("", Election.LAST_EPOCH, "", "1");

    assertThat(election.observe(last, 0)).isEqualTo(new Step.Wait());
  }

  @Test
  void whoHasEndedGivesNoOrders() {
    leadsInSeven();
    election.end();

    assertThat(election.epoch(1)).isEmpty();
    assertThat(election.observe(OURS, 1)).isEqualTo(new Step.Wait());
  }

  @Test
  void timesThatCannotWorkAreRefused() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    new Timing(
                        Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
