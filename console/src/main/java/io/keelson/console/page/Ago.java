package io.keelson.console.page;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, as a person says it. */
final class Ago {

  private Ago() {}

  static String of(Texts texts, Instant then, Instant now) {
    long seconds = Math.max(0, Duration.between(then, now).toSeconds());
    if (seconds < 10) {
      return texts.of("ago.now");
    }
    if (seconds < 60) {
      return texts.count("ago.seconds", seconds);
    }
    if (seconds < 3600) {
      return texts.count("ago.minutes", seconds / 60);
    }
    if (seconds < 86_400) {
      return texts.count("ago.hours", seconds / 3600);
    }
    return texts.count("ago.days", seconds / 86_400);
  }
}
