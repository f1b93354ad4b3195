package io.keelson.controller.tell;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.plan.Given;
import io.keelson.controller.queue.FakeTime;
import io.keelson.wire.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** what people are told of a node is bounded, whatever its agent says. */
class GatheredEventsTest {

  private record Event(String name, String note) {}

  private final FakeTime time = new FakeTime();
  private final List<Event> told = new ArrayList<>();
  private final GatheredEvents events =
      new GatheredEvents(
          (owner, reason, note, warning) -> told.add(new Event(owner.name(), note)), time);

  private static Owner owner(int number) {
    return new Owner("uid-" + number, "default", "kind-" + number, "2026-01-01T00:00:00Z");
  }

  @Test
  void oneEventHasAFewTextsAndSaysThatThereAreMore() {
    IntStream.range(0, 1000)
        .forEach(number -> events.drifted(owner(1), "node" + number % 3, "text " + number));

    time.pass(Duration.ofSeconds(2));

    assertThat(told).hasSize(1);
    assertThat(told.getFirst().note().split("; "))
        .hasSize(GatheredEvents.MOST_TEXTS + 1)
        .endsWith("node[0-2]: and more of the kind");
  }

  @Test
  void aNodeMakesNoMoreThanSomeEventsInFiveMinutes() {
    IntStream.range(0, 10_000)
        .forEach(number -> events.orphanReverted(owner(number), "liar", false));
    time.pass(Duration.ofSeconds(2));
    assertThat(told).hasSize(GatheredEvents.MOST_OF_NODE);

    events.orphanReverted(owner(20_000), "honest", false);
    time.pass(Duration.ofSeconds(2));
    assertThat(told.getLast().name()).as("of another node").isEqualTo("kind-20000");

    time.pass(GatheredEvents.QUIET);
    events.orphanReverted(owner(30_000), "liar", false);
    time.pass(Duration.ofSeconds(2));
    assertThat(told.getLast().name()).isEqualTo("kind-30000");
  }

  @Test
  void whatThousandsSayAlikeIsCountedForNobody() {
    IntStream.range(0, 5000).forEach(node -> events.contested(owner(1), "node" + node, "alike"));
    IntStream.range(0, 5000).forEach(node -> events.contested(owner(1), "node7", "alike"));
    events.contested(owner(2), "node7", "other");
    time.pass(Duration.ofSeconds(2));

    assertThat(told)
        .extracting(Event::note)
        .containsExactlyInAnyOrder("node[0-4999]: alike", "node7: other");
  }

  @Test
  void ofTheTroublesOfANodeAFewAreTold() {
    List<String> warnings = new ArrayList<>();
    FewNodeEvents few = new FewNodeEvents((node, reason, note) -> warnings.add(note), time);
    IntStream.range(0, 1000).forEach(number -> few.warn(Given.node("liar"), "T", "" + number));
    few.warn(Given.node("honest"), "T", "it");

    assertThat(warnings).hasSize(FewNodeEvents.MOST + 1).endsWith("it");
    time.pass(FewNodeEvents.WINDOW);
    few.warn(Given.node("liar"), "T", "later");
    assertThat(warnings).endsWith("later");
  }
}
