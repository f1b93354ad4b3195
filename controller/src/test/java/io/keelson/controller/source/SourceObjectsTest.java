package io.keelson.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.queue.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One object may be named by thousands of MyKinds. */
class SourceObjectsTest {

  private static final Source AUTH = FakeSources.secret("registry", "auth");
  private static final Source USER = FakeSources.secret("registry", "user");
  private static final Content ONE = new Content.Bytes("b25l");
  private static final Content TWO = new Content.Bytes("dHdv");

  private final FakeTime time = new FakeTime();
  private final FakeSources sources = new FakeSources();
  private final Map<String, Map<Source, Content>> told = new HashMap<>();
  private final SourceObjects objects = objects(sources);

  private SourceObjects objects(SourceReader reader) {
    return new SourceObjects(new Object(), reader, time, told::put);
  }

  private static Source other(int number) {
    return FakeSources.configMap("map-" + number, "text");
  }

  private void follow(String uid, Source... named) {
    objects.follow(uid, Set.of(named), false);
  }

  @Test
  void whatManyNameIsReadOnceForAll() {
    sources.holds(AUTH, ONE);
    IntStream.range(0, 100).forEach(number -> follow("kind-" + number, AUTH));
    int before = sources.reads.size();

    time.pass(SourceObjects.LOOK);

    assertThat(sources.reads).hasSize(before + 1);
    assertThat(told).hasSize(100);
    assertThat(told.values()).allMatch(one -> one.equals(Map.of(AUTH, ONE)));
  }

  @Test
  void thoseWhoComeWhileItIsReadShareTheNextReading() {
    IntStream.range(0, 100).forEach(number -> follow("kind-" + number, AUTH));
    assertThat(sources.reads).hasSize(1);

    sources.holds(AUTH, ONE);

    assertThat(sources.reads).hasSize(2);
    assertThat(told).hasSize(100);
  }

  /** What it says may be older than what made somebody name it. */
  @Test
  void whoComesWhileItIsReadIsToldOfALaterReading() {
    List<String> order = new ArrayList<>();
    SourceObjects these =
        new SourceObjects(
            new Object(),
            sources,
            time,
            (uid, contents) -> order.add(uid + " after " + sources.reads.size()));
    these.follow("early", Set.of(AUTH), false);
    these.follow("late", Set.of(AUTH), false);

    sources.holds(AUTH, ONE);

    assertThat(order).containsExactlyInAnyOrder("early after 1", "early after 2", "late after 2");
  }

  @Test
  void eachIsToldOfItsOwnKeys() {
    sources.holds(AUTH, ONE);
    sources.holds(USER, TWO);
    follow("a", AUTH);
    follow("b", USER);
    follow("c", AUTH, USER);

    assertThat(told)
        .containsEntry("a", Map.of(AUTH, ONE))
        .containsEntry("b", Map.of(USER, TWO))
        .containsEntry("c", Map.of(AUTH, ONE, USER, TWO));
  }

  @Test
  void whatAllHaveIsInMemoryOnce() {
    sources.holds(AUTH, ONE);
    follow("a", AUTH);
    sources.holds(AUTH, new Content.Bytes(new String("b25l")));
    follow("b", AUTH);

    assertThat(told.get("b").get(AUTH)).isSameAs(told.get("a").get(AUTH)).isSameAs(ONE);
  }

  @Test
  void notMoreThanEightAreReadAtOnce() {
    IntStream.range(0, 20).forEach(number -> follow("kind-" + number, other(number)));
    assertThat(sources.reads).hasSize(SourceObjects.MOST_AT_ONCE);

    sources.holds(other(0), ONE);
    assertThat(sources.reads).hasSize(SourceObjects.MOST_AT_ONCE + 1);

    IntStream.range(1, 20).forEach(number -> sources.holds(other(number), ONE));
    assertThat(told).hasSize(20);
  }

  @Test
  void thousandsThatAnswerAtOnceGoNoDeeper() {
    int last = 20_000;
    IntStream.range(8, last).forEach(number -> sources.holds(other(number), ONE));
    IntStream.range(0, last).forEach(number -> follow("kind-" + number, other(number)));
    assertThat(told).isEmpty();

    sources.holds(other(0), ONE);

    assertThat(told).hasSize(last - 7);
  }

  @Test
  void whatIsThereIsLookedAtEachHalfMinuteAlthoughAnotherKeyIsMissing() {
    sources.holds(AUTH, ONE);
    sources.holds(USER, new Content.NoKey());
    follow("a", AUTH);
    follow("b", USER);
    sources.reads.clear();

    time.pass(SourceObjects.LOOK.multipliedBy(20));

    assertThat(sources.reads).hasSizeGreaterThanOrEqualTo(20);
    assertThat(told).containsEntry("a", Map.of(AUTH, ONE));
  }

  @Test
  void aNewGenerationLooksAtOnceForWhatIsMissing() {
    sources.holds(AUTH, new Content.NoObject());
    follow("a", AUTH);
    time.pass(Duration.ofMinutes(10));
    sources.holds(AUTH, ONE);
    int before = sources.reads.size();

    objects.follow("a", Set.of(AUTH), true);
    assertThat(told).containsEntry("a", Map.of(AUTH, ONE));
    objects.follow("a", Set.of(AUTH), true);
    assertThat(sources.reads).as("what is there is not read again").hasSize(before + 1);
  }

  @Test
  void whatNobodyNamesAnyMoreIsNotRead() {
    sources.holds(AUTH, ONE);
    follow("a", AUTH);
    follow("b", AUTH);
    follow("a");
    time.pass(SourceObjects.LOOK);
    assertThat(sources.reads).hasSize(3);

    follow("b", other(1));
    sources.reads.clear();
    time.pass(Duration.ofHours(1));

    assertThat(sources.reads).isEmpty();
    assertThat(time.waiting()).isZero();
  }

  @Test
  void aReaderThatFailsTakesNoPlaceForEver() {
    SourceObjects broken =
        objects(
            (object, keys) -> {
              throw new IllegalStateException("as in a defect");
            });
    IntStream.range(0, 20)
        .forEach(number -> broken.follow("kind-" + number, Set.of(other(number)), false));

    assertThat(told).hasSize(20);
    assertThat(told.values())
        .allMatch(one -> one.values().stream().allMatch(Content.Unread.class::isInstance));
  }
}
