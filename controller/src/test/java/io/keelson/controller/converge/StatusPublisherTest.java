package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.converge.StatusWriter.Written;
import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.Given;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.FakeTime;
import io.keelson.controller.status.Outcome;
import io.keelson.controller.status.Situation;
import io.keelson.controller.status.Situation.Doing;
import io.keelson.controller.status.Summary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusPublisherTest {

  private static final Outcome APPLIED = new Outcome.Applied(List.of(), List.of());

  private final FakeTime time = new FakeTime();
  private final Cluster cluster = new Cluster();
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private final List<MyKindStatus> writes = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private Written answer = new Written.Stored();
  private boolean poison;
  private boolean writerIsBroken;
  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  private final StatusPublisher publisher =
      new StatusPublisher(
          cluster,
          this::summary,
          (owner, status) -> {
            if (writerIsBroken) {
              throw new IllegalStateException("for the test");
            }
            writes.add(status);
            return CompletableFuture.completedFuture(answer);
          },
          (owner, reason, note, warning) -> events.add(reason),
          new Untold(),
          time,
          Backoff.standard(RandomGenerator.getDefault()),
          clock,
          time::nanos);

  private Summary summary(Declaration declared) {
    if (poison) {
      throw new IllegalStateException("for the test");
    }
    return Summary.of(
        new Situation(
            declared.kind().generation(),
            Doing.APPLY,
            List.of(),
            new TreeSet<>(List.of("node1", "node2")),
            new TreeSet<>(),
            outcomes));
  }

  private void bothApplied() {
    outcomes.put("node1", APPLIED);
    outcomes.put("node2", APPLIED);
    publisher.touch("a");
  }

  @BeforeEach
  void declare() {
    declare("a");
  }

  private void declare(String name) {
    Declaration declared = Given.declared(name, 0, aMyKind().sysctl("vm.swappiness", "1"));
    cluster.put(declared);
    publisher.seen(name, null);
    publisher.touch(name);
  }

  @Test
  void aQuickSuccessIsTheFirstAndOnlyWrite() {
    pass(50);
    outcomes.put("node1", APPLIED);
    outcomes.put("node2", APPLIED);
    publisher.touch("a");
    pass(0);

    assertThat(writes).extracting(MyKindStatus::state).containsExactly(State.SUCCESS);
    assertThat(events).containsExactly("Applied");
    pass(10_000);
    publisher.touch("a");
    pass(10_000);
    assertThat(writes).hasSize(1);
  }

  @Test
  void whatTakesLongerIsShownAfterATenthOfASecondAndThenRarely() {
    pass(99);
    assertThat(writes).isEmpty();
    pass(1);
    assertThat(writes).extracting(MyKindStatus::state).containsExactly(State.RUNNING);

    outcomes.put("node1", APPLIED);
    publisher.touch("a");
    pass(199);
    assertThat(writes).hasSize(1);
    pass(1);
    assertThat(writes).hasSize(2);
  }

  @Test
  void whatWasSaidStandsForAMomentWhenANodeIsAskedAgain() {
    outcomes.put("node1", APPLIED);
    outcomes.put("node2", APPLIED);
    publisher.touch("a");
    pass(0);
    outcomes.remove("node1");
    publisher.touch("a");
    pass(1999);
    assertThat(writes).hasSize(1);

    pass(1);
    assertThat(writes)
        .extracting(MyKindStatus::state)
        .containsExactly(State.SUCCESS, State.RUNNING);
  }

  @Test
  void theEndIsShownAtOnce() {
    pass(100);
    outcomes.put("node1", APPLIED);
    outcomes.put("node2", APPLIED);
    publisher.touch("a");
    pass(0);

    assertThat(writes)
        .extracting(MyKindStatus::state)
        .containsExactly(State.RUNNING, State.SUCCESS);
  }

  @Test
  void whatChangesAllTheTimeIsWrittenFiveTimesASecond() {
    for (int i = 0; i < 1000; i++) {
      outcomes.put("node1", i % 2 == 0 ? APPLIED : new Outcome.Offline(Instant.EPOCH, "x"));
      outcomes.put("node2", APPLIED);
      publisher.touch("a");
      pass(1);
    }
    assertThat(writes).hasSizeBetween(4, 6);
  }

  /** P-12. */
  @Test
  void manyMyKindsTogetherWriteTwentyASecond() {
    outcomes.put("node1", APPLIED);
    outcomes.put("node2", APPLIED);
    for (int i = 0; i < 200; i++) {
      declare("k" + i);
    }
    pass(1000);
    assertThat(writes).hasSizeBetween(38, 42);
    pass(10_000);
    assertThat(writes).hasSize(201);
  }

  /** P-05. */
  @Test
  void aWriteThatFailedIsTriedAgain() {
    outcomes.put("node1", APPLIED);
    outcomes.put("node2", APPLIED);
    answer = new Written.Failed("for the test");
    publisher.touch("a");
    pass(0);
    answer = new Written.Stored();
    pass(5000);

    assertThat(writes).hasSize(2);
    assertThat(events).containsExactly("Applied");
  }

  /** P-04: a 404 or 409 may pass, too. */
  @Test
  void oneThatSeemsToBeGoneIsWrittenWhenItIsNot() {
    answer = new Written.Gone();
    bothApplied();
    pass(0);
    answer = new Written.Stored();
    pass(5000);

    assertThat(writes).hasSize(2);
    publisher.forget("a");
    pass(60_000);
    assertThat(writes).hasSize(2);
  }

  /** P-15. */
  @Test
  void aStatusThatCouldNotBeMadeIsMadeLater() {
    poison = true;
    bothApplied();
    pass(100);
    poison = false;
    pass(5000);

    assertThat(writes).extracting(MyKindStatus::state).containsExactly(State.SUCCESS);
  }

  /** P-15. */
  @Test
  void aWriterThatThrowsHoldsNoStatusForEver() {
    writerIsBroken = true;
    bothApplied();
    pass(0);
    writerIsBroken = false;
    pass(5000);

    assertThat(writes).extracting(MyKindStatus::state).containsExactly(State.SUCCESS);
  }

  /** P-05: a server that says no is asked less often, however much there is to say. */
  @Test
  void failedWritesAreRareWhateverChanges() {
    answer = new Written.Failed("HTTP 429");
    bothApplied();
    for (int i = 0; i < 2000; i++) {
      outcomes.put("node1", i % 2 == 0 ? APPLIED : new Outcome.Offline(Instant.EPOCH, "x"));
      publisher.touch("a");
      pass(10);
    }
    assertThat(writes).hasSizeLessThan(30);
  }

  @Test
  void whatSomebodyElseWroteIsPutRight() {
    bothApplied();
    pass(0);
    MyKindStatus truth = writes.getLast();
    publisher.seen("a", truth);
    publisher.seen(
        "a",
        new MyKindStatus(
            State.ERROR,
            "not so",
            truth.observedGeneration(),
            truth.nodes(),
            truth.results(),
            truth.conditions()));
    pass(1000);

    assertThat(writes).hasSize(2);
    assertThat(writes.getLast().state()).isEqualTo(State.SUCCESS);
  }

  /** P-19. */
  @Test
  void aWatchThatIsLateIsNotTakenForSomebodyElse() {
    pass(100);
    bothApplied();
    pass(1000);
    assertThat(writes).hasSize(2);

    publisher.seen("a", null);
    publisher.seen("a", writes.getFirst());
    publisher.seen("a", writes.getLast());
    pass(10_000);

    assertThat(writes).hasSize(2);
  }

  private void pass(long millis) {
    time.pass(Duration.ofMillis(millis));
  }
}
