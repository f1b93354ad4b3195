package io.keelson.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.depart.Noted;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.Retreat;
import io.keelson.wire.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DepartureNotesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static String uid(int number) {
    return "00000000-0000-0000-0000-%012d".formatted(number);
  }

  private static Owner owner(int number) {
    return new Owner(uid(number), "default", "swap", "2026-01-01T00:00:00Z");
  }

  @Test
  void whatIsNotedIsReadAgain() {
    Map<String, String> data = new HashMap<>();
    data.putAll(new DepartureNotes(Map.of()).adding(owner(1), new Departure(NOW, true)));
    data.putAll(new DepartureNotes(data).adding(owner(2), new Departure(NOW, false)));

    assertThat(new DepartureNotes(data).noted(NOW))
        .isEqualTo(new Noted(Map.of(uid(1), true, uid(2), false), 0, null));
    assertThat(data.get(uid(1))).isEqualTo("Keep 2026-01-01T00:00:00Z default/swap");
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    Map<String, String> data = new HashMap<>();
    IntStream.range(0, 1000)
        .forEach(
            i -> data.put(uid(i), "Revert " + NOW.plus(Duration.ofSeconds(i)) + " default/swap"));
    data.put("accepted", "3");

    Map<String, String> change =
        new DepartureNotes(data).adding(owner(2000), new Departure(NOW, false));

    assertThat(change).hasSize(101).containsEntry(uid(0), null).containsEntry(uid(99), null);
    assertThat(change).doesNotContainKeys("accepted", uid(100));
  }

  @Test
  void aMarkHoldsSomeTimeLongerThanNodesHave() {
    Instant until = NOW.plusSeconds(60);
    DepartureNotes notes =
        new DepartureNotes(Map.of("uninstall", DepartureNotes.beginning(true, until)));

    assertThat(notes.noted(NOW).retreat()).isEqualTo(new Retreat(true, until));
    assertThat(notes.noted(until.plusSeconds(599)).retreat()).isNotNull();
    assertThat(notes.noted(until.plusSeconds(600)).retreat()).isNull();
    assertThat(notes.isAcknowledged(DepartureNotes.beginning(true, until))).isFalse();
    assertThat(
            new DepartureNotes(Map.of("acknowledged", "keep until " + until))
                .isAcknowledged(DepartureNotes.beginning(false, until)))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "revert", "keep until", "keep until soon", "burn until 2026-01-01T00:00:00Z"})
  void whatIsNoMarkIsNone(String text) {
    assertThat(new DepartureNotes(Map.of("uninstall", text)).noted(NOW).retreat()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "all", "1e9", "99999999999"})
  void whatIsNoCountAcceptsNothing(String text) {
    assertThat(new DepartureNotes(Map.of("accepted", text)).noted(NOW).accepted()).isZero();
  }

  @Test
  void whatIsNoNoteIsLeftOut() {
    assertThat(
            new DepartureNotes(Map.of(uid(1), "Perhaps", "x", "Keep 2026-01-01T00:00:00Z a/b"))
                .noted(NOW))
        .isEqualTo(Noted.NOTHING);
  }
}
