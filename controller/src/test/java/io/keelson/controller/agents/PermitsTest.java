package io.keelson.controller.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PermitsTest {

  @Test
  void whoComesLaterWaitsForAnEnd() {
    Permits permits = new Permits(2);
    List<Integer> started = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int call = i;
      permits.acquire(() -> started.add(call));
    }
    assertThat(started).containsExactly(0, 1);

    permits.release();
    assertThat(started).containsExactly(0, 1, 2);
    permits.release();
    permits.release();
    permits.acquire(() -> started.add(4));
    assertThat(started).containsExactly(0, 1, 2, 3, 4);
  }

  /** After the client is closed each of thousands of waiting calls fails where it starts. */
  @Test
  void manyThatEndAtOnceDoNotStandOnEachOther() {
    Permits permits = new Permits(1);
    AtomicInteger ended = new AtomicInteger();
    permits.acquire(() -> {});
    for (int i = 0; i < 100_000; i++) {
      permits.acquire(
          () -> {
            ended.incrementAndGet();
            permits.release();
          });
    }

    permits.release();

    assertThat(ended).hasValue(100_000);
  }

  /** */
  @Test
  void blackHolesDoNotStandInTheWayOfOthers() {
    Lanes lanes = new Lanes(2);
    for (int i = 0; i < 10; i++) {
      lanes.ended("dead" + i, new Reply.Silence("no answer"));
      lanes.of("dead" + i).acquire(() -> {});
    }
    List<String> started = new ArrayList<>();
    lanes.of("node1").acquire(() -> started.add("node1"));
    assertThat(started).containsExactly("node1");

    lanes.ended("dead1", new Reply.Answer(200, new byte[0]));
    assertThat(lanes.of("dead1")).isSameAs(lanes.of("node1"));
  }
}
