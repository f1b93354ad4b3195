package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HistoryTest {

  private static final Instant THEN = Instant.parse("2026-12-01T10:00:00Z");

  private final Services services = Services.inMemory();
  private final History history = new History(services.database, 50);

  @AfterEach
  void close() {
    services.close();
  }

  @Test
  void givesBackWhatItKept() {
    keep("uid", 1, "{\"Http\":{}}");
    Revision kept = history.of("default", "x", "uid").getFirst();
    assertThat(history.find(kept.id())).contains(kept);
    assertThat(kept)
        .isEqualTo(
            new Revision(
                kept.id(), "default", "x", "uid", 1, "anna", THEN.plusSeconds(1), "{\"Http\":{}}"));
    assertThat(history.of("default", "x", "another")).isEmpty();
    assertThat(history.of("other", "x", "uid")).isEmpty();
  }

  @Test
  void keepsAGenerationAsItWasFirst() {
    keep("uid", 1, "{}");
    keep("uid", 1, "{\"later\":true}");
    assertThat(history.of("default", "x", "uid"))
        .extracting(Revision::specJson)
        .containsExactly("{}");
  }

  @Test
  void keepsTheNewestTwentyOfOne() {
    for (int i = 1; i <= 25; i++) {
      keep("uid", i, "{}");
    }
    assertThat(history.of("default", "x", "uid"))
        .extracting(Revision::generation)
        .hasSize(20)
        .startsWith(25L, 24L)
        .endsWith(6L);
  }

  @Test
  void keepsTheNewestInAll() {
    for (int i = 1; i <= 60; i++) {
      keep("uid" + i, i, "{}");
    }
    assertThat(history.of("default", "x", "uid10")).isEmpty();
    assertThat(history.of("default", "x", "uid11")).hasSize(1);
  }

  @Test
  void refusesWhatIsTooLarge() {
    assertThat(history.keep("default", "x", "u", 1, "anna", THEN, "x".repeat(32_768))).isTrue();
    assertThat(history.keep("default", "x", "u", 2, "anna", THEN, "x".repeat(32_769))).isFalse();
    assertThat(history.keep("default", "x", "u", 3, "anna", THEN, "é".repeat(16_385))).isFalse();
    assertThat(history.of("default", "x", "u")).hasSize(1);
  }

  private void keep(String uid, long generation, String spec) {
    history.keep("default", "x", uid, generation, "anna", THEN.plusSeconds(generation), spec);
  }
}
