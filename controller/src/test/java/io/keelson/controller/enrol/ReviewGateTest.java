package io.keelson.controller.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.enrol.ReviewGate.Crowded;
import io.keelson.controller.enrol.ReviewGate.Limits;
import io.keelson.controller.queue.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** P-13, and that one who asks without end does not keep the others from a certificate. */
final class ReviewGateTest {

  private final FakeTime time = new FakeTime();
  private final List<String> started = new ArrayList<>();

  private ReviewGate gate(int atOnce, int perSecond, int waiting) {
    return new ReviewGate(new Limits(atOnce, perSecond, waiting), time, time::nanos);
  }

  private CompletionStage<String> ask(ReviewGate gate, String asker) {
    return gate.ask(
        asker,
        () -> {
          started.add(asker);
          return CompletableFuture.completedFuture(asker);
        });
  }

  private CompletionStage<String> askInVain(ReviewGate gate, String asker) {
    return gate.ask(
        asker,
        () -> {
          started.add(asker);
          return new CompletableFuture<>();
        });
  }

  private static boolean isCrowded(CompletionStage<String> answer) {
    return answer.toCompletableFuture().isCompletedExceptionally()
        && answer.toCompletableFuture().exceptionNow() instanceof Crowded;
  }

  @Test
  void asksSoManyInASecondAndAtOnce() {
    ReviewGate slow = gate(100, 10, 100);
    IntStream.range(0, 30).forEach(i -> ask(slow, "node" + i));
    assertThat(started).hasSize(10);
    time.pass(Duration.ofSeconds(1));
    assertThat(started).hasSizeBetween(19, 21);

    started.clear();
    ReviewGate narrow = gate(3, 100, 100);
    IntStream.range(0, 9).forEach(i -> askInVain(narrow, "node" + i));
    assertThat(started).hasSize(3);
  }

  @Test
  void whoComesWhenAllPlacesAreTakenIsRefused() {
    ReviewGate gate = gate(1, 100, 3);
    askInVain(gate, "first");
    List<CompletionStage<String>> waiting =
        IntStream.range(0, 3).mapToObj(i -> ask(gate, "node" + i)).toList();

    assertThat(isCrowded(ask(gate, "late"))).isTrue();
    assertThat(waiting).noneMatch(ReviewGateTest::isCrowded);
  }

  @Test
  void aFloodFromOneAddressTakesNobodysPlaceAndNobodysTurn() {
    ReviewGate gate = gate(100, 10, 20);
    List<CompletionStage<String>> flood =
        IntStream.range(0, 1000).mapToObj(i -> ask(gate, "stranger")).toList();
    started.clear();
    List<CompletionStage<String>> agents =
        IntStream.range(0, 10).mapToObj(i -> ask(gate, "node" + i)).toList();

    assertThat(agents).noneMatch(ReviewGateTest::isCrowded);
    assertThat(flood.stream().filter(ReviewGateTest::isCrowded).count()).isEqualTo(980);
    IntStream.range(0, 12).forEach(i -> time.pass(Duration.ofMillis(100)));
    assertThat(started)
        .contains(IntStream.range(0, 10).mapToObj(i -> "node" + i).toArray(String[]::new));
  }

  @Test
  void aQuestionThatCannotBeAskedFreesItsPlace() {
    ReviewGate gate = gate(1, 100, 10);
    CompletionStage<String> failed =
        gate.ask(
            "node1",
            () -> {
              throw new IllegalStateException("x");
            });
    assertThat(failed.toCompletableFuture().isCompletedExceptionally()).isTrue();
    assertThat(ask(gate, "node2").toCompletableFuture()).isCompletedWithValue("node2");
  }
}
