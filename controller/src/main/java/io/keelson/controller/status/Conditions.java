package io.keelson.controller.status;

import io.keelson.api.Condition;
import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The three conditions; each carries the generation, which `kubectl wait` compares. */
final class Conditions {

  private Conditions() {}

  static List<Condition> of(Summary summary, @Nullable MyKindStatus previous, Instant now) {
    return List.of(
        condition(Condition.READY, summary.state() == State.SUCCESS, summary, previous, now),
        condition(Condition.PROGRESSING, !summary.settled(), summary, previous, now),
        condition(Condition.DEGRADED, summary.state() == State.ERROR, summary, previous, now));
  }

  private static Condition condition(
      String type, boolean holds, Summary summary, @Nullable MyKindStatus previous, Instant now) {
    String status = holds ? "True" : "False";
    return new Condition(
        type,
        status,
        summary.generation(),
        since(type, status, previous, now),
        summary.reason(),
        summary.msg());
  }

  private static String since(
      String type, String status, @Nullable MyKindStatus previous, Instant now) {
    if (previous != null) {
      for (Condition before : previous.conditions()) {
        if (before.type().equals(type) && before.status().equals(status)) {
          return before.lastTransitionTime();
        }
      }
    }
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
