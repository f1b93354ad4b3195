package io.keelson.controller.converge;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.converge.Sightings.Asked;
import io.keelson.controller.status.DriftedKey;
import io.keelson.controller.status.DriftedKey.Fate;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a change that others made is shown, by a clock that the test moves. */
final class SightingsTest {

  private static final Owner OWNER = new Owner("a", "default", "a", "2026-01-01T00:00:00Z");
  private static final Instant BEGIN = Instant.parse("2026-01-01T10:00:00Z");
  private static final String AT_BEGIN = BEGIN.toString();

  private final Sightings sightings = new Sightings();
  private Instant now = BEGIN;

  private static Drift repaired(long repairs, String last) {
    return new Drift("k", repairs, last, true, false, "");
  }

  private boolean told(long generation, Drift... drifts) {
    return take(generation, Asked.AGAIN, drifts);
  }

  private boolean toldFirst(Drift... drifts) {
    return take(1, Asked.FIRST, drifts);
  }

  private boolean take(long generation, Asked asked, Drift... drifts) {
    Held held = new Held(OWNER, "/v1/sysctl", generation, "digest", List.of(drifts));
    return sightings.take(List.of(held), asked, now);
  }

  private List<DriftedKey> shown() {
    return sightings.of("a", "digest");
  }

  @Test
  void isShownForAnHourAndIsNewsAtBothEnds() {
    assertThat(toldFirst()).isFalse();
    assertThat(told(1, repaired(1, AT_BEGIN))).isTrue();
    assertThat(shown()).containsExactly(new DriftedKey("k", Fate.REPAIRED, ""));

    now = BEGIN.plus(Duration.ofMinutes(59));
    assertThat(told(1, repaired(1, AT_BEGIN))).isFalse();
    assertThat(shown()).hasSize(1);

    now = BEGIN.plus(Duration.ofMinutes(60));
    assertThat(told(1, repaired(1, AT_BEGIN))).isTrue();
    assertThat(shown()).isEmpty();
    assertThat(told(1, repaired(1, AT_BEGIN))).isFalse();
  }

  @Test
  void anotherRepairBeginsTheHourAnewAndIsNoNews() {
    toldFirst(repaired(1, AT_BEGIN));
    now = BEGIN.plus(Duration.ofMinutes(59));
    assertThat(told(1, repaired(2, now.toString()))).isFalse();

    now = now.plus(Duration.ofMinutes(59));
    assertThat(told(1, repaired(2, "2026-01-01T10:59:00Z"))).isFalse();
    assertThat(shown()).hasSize(1);
  }

  @Test
  void ofAnAgentThatWasNotAskedBeforeTheHourBeganWhenItSays() {
    assertThat(toldFirst(repaired(1, "2026-01-01T08:59:00Z"))).isFalse();
    assertThat(shown()).isEmpty();

    now = now.plusSeconds(1);
    assertThat(toldFirst(repaired(1, "2026-01-01T09:01:00Z"))).isTrue();
    now = BEGIN.plus(Duration.ofMinutes(1));
    assertThat(told(1, repaired(1, "2026-01-01T09:01:00Z"))).isTrue();
    assertThat(shown()).isEmpty();
  }

  /** Clocks of nodes are wrong, by hours or so that they cannot be read. */
  @ParameterizedTest
  @ValueSource(strings = {"2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "yesterday", ""})
  void theClockOfTheNodeDoesNotMatterForWhatIsNew(String last) {
    toldFirst();
    now = BEGIN.plusSeconds(30);
    assertThat(told(1, repaired(1, last))).isTrue();
    assertThat(shown()).hasSize(1);

    now = now.plus(Duration.ofMinutes(60));
    told(1, repaired(1, last));
    assertThat(shown()).isEmpty();
  }

  @Test
  void whatIsNotSetRightIsShownAsLongAsThatIsSo() {
    toldFirst(new Drift("k", 5, AT_BEGIN, false, true, "others"));
    now = BEGIN.plus(Duration.ofDays(7));
    assertThat(told(1, new Drift("k", 5, AT_BEGIN, false, true, "others"))).isFalse();
    assertThat(shown()).containsExactly(new DriftedKey("k", Fate.CONTESTED, "others", true));

    assertThat(told(1, new Drift("k", 5, AT_BEGIN, false, false, "no room"))).isTrue();
    assertThat(shown()).containsExactly(new DriftedKey("k", Fate.STANDING, "no room"));
    assertThat(told(1)).isTrue();
    assertThat(shown()).isEmpty();
  }

  @Test
  void whatTheAgentToldOfTheGenerationBeforeIsOver() {
    toldFirst(new Drift("k", 5, AT_BEGIN, false, true, "others"));

    sightings.obeyed("a", 1);
    assertThat(shown()).as("the same call again").hasSize(1);
    sightings.obeyed("b", 2);
    assertThat(shown()).as("another owner's").hasSize(1);
    sightings.obeyed("a", 2);
    assertThat(shown()).isEmpty();
    assertThat(told(2)).isFalse();
  }

  @Test
  void theSameKeyOfAnotherGenerationIsNew() {
    toldFirst(repaired(1, AT_BEGIN));
    now = BEGIN.plus(Duration.ofMinutes(61));
    told(1, repaired(1, AT_BEGIN));
    assertThat(told(2, repaired(1, AT_BEGIN))).isTrue();
  }

  /** An older owner wants a key otherwise: what this one asked for is nowhere as a whole. */
  @Test
  void ofWhatIsNotHeldAsAWholeNothingIsShown() {
    Held held = new Held(OWNER, "/v1/sysctl", 1, "", List.of(repaired(1, AT_BEGIN)));
    assertThat(sightings.take(List.of(held), Asked.FIRST, now)).isFalse();
    assertThat(sightings.of("a", "")).isEmpty();
  }

  /** What an agent did before it was asked at all somebody else may have told. */
  @Test
  void isInheritedWhenTheNodeWasNeverAskedBefore() {
    toldFirst(repaired(1, AT_BEGIN));
    assertThat(shown()).containsExactly(new DriftedKey("k", Fate.REPAIRED, "", true));
    told(1, repaired(1, AT_BEGIN));
    assertThat(shown().getFirst().inherited()).isTrue();
    take(1, Asked.ANEW, repaired(2, AT_BEGIN));
    assertThat(shown().getFirst().inherited()).isFalse();
  }
}
