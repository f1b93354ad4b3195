package io.keelson.agent.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.agent.record.Answers.Claim;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnswersTest {

  private final AtomicLong now = new AtomicLong();
  private final Answers answers = new Answers(now::get);

  private Claim.Fresh fresh(String key) {
    return (Claim.Fresh) answers.claim(key, "digest");
  }

  private boolean isKnown(String key) {
    return answers.claim(key, "digest") instanceof Claim.Known;
  }

  @Test
  @DisplayName("A-11: whoever asks while the call is under way gets its answer")
  void thoseWhoAskMeanwhileGetTheOneAnswer() {
    Claim.Fresh first = fresh("a");
    Claim.Known second = (Claim.Known) answers.claim("a", "digest");
    assertThat(second.answer()).isNotDone();
    answers.done(first, new byte[] {1});
    assertThat(second.answer().join()).containsExactly(1);
    assertThat(((Claim.Known) answers.claim("a", "digest")).answer().join()).containsExactly(1);
  }

  @Test
  @DisplayName("A-10: another request, also while the first is under way")
  void anotherRequestIsAMismatch() {
    Claim.Fresh first = fresh("a");
    assertThat(answers.claim("a", "other")).isInstanceOf(Claim.Mismatch.class);
    answers.done(first, new byte[] {1});
    assertThat(answers.claim("a", "other")).isInstanceOf(Claim.Mismatch.class);
  }

  @Test
  void aCallThatWasNotCarriedOutLeavesNothing() {
    Claim.Fresh first = fresh("a");
    Claim.Known second = (Claim.Known) answers.claim("a", "digest");
    answers.failed(first, new IllegalStateException("busy"));
    assertThatThrownBy(() -> second.answer().join()).hasMessageContaining("busy");
    assertThat(answers.claim("a", "other")).isInstanceOf(Claim.Fresh.class);
  }

  @Test
  void keepsTheLast256AndNeverDropsOneUnderWay() {
    Claim.Fresh running = fresh("running");
    for (int i = 0; i < 1000; i++) {
      answers.done(fresh("k" + i), new byte[] {1});
    }
    assertThat(isKnown("running")).isTrue();
    assertThat(isKnown("k999")).isTrue();
    assertThat(isKnown("k750")).isTrue();
    assertThat(isKnown("k700")).isFalse();
    answers.done(running, new byte[] {2});
    assertThat(isKnown("running")).isTrue();
  }

  @Test
  void keepsOneMebibyteInAll() {
    for (int i = 0; i < 10; i++) {
      answers.done(fresh("k" + i), new byte[300 * 1024]);
    }
    assertThat(isKnown("k9")).isTrue();
    assertThat(isKnown("k7")).isTrue();
    assertThat(isKnown("k6")).isFalse();
  }

  @Test
  void forgetsAfterTenMinutes() {
    answers.done(fresh("a"), new byte[] {1});
    now.addAndGet(Duration.ofMinutes(10).toNanos());
    assertThat(isKnown("a")).isTrue();
    now.addAndGet(1);
    assertThat(isKnown("a")).isFalse();
  }
}
