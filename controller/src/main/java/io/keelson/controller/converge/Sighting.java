package io.keelson.controller.converge;

import io.keelson.controller.status.DriftedKey;
import io.keelson.controller.status.DriftedKey.Fate;
import io.keelson.wire.AgentState.Drift;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * A key that others changed, as its agent told.
 *
 * @param at when that was news, by our clock: those of nodes may be wrong
 */
record Sighting(Drift said, Instant at) {

  /** So long somebody should know of a change that was set right. */
  static final Duration SHOWN = Duration.ofHours(1);

  /** It is new since the agent was asked before. */
  static Sighting now(Drift said, Instant now) {
    return new Sighting(said, now);
  }

  /** It may be old: only the agent knows. */
  static Sighting asTold(Drift said, Instant now) {
    return new Sighting(said, earlier(said.last(), now));
  }

  private static Instant earlier(String told, Instant now) {
    try {
      Instant last = Instant.parse(told);
      return last.isBefore(now) ? last : now;
    } catch (DateTimeException e) {
      return now;
    }
  }

  boolean isOf(Drift drift) {
    return said.repairs() == drift.repairs() && said.last().equals(drift.last());
  }

  boolean isShown(Instant now) {
    return fate() != Fate.REPAIRED || now.isBefore(at.plus(SHOWN));
  }

  DriftedKey shown() {
    return new DriftedKey(said.key(), fate(), said.message());
  }

  private Fate fate() {
    if (said.contested()) {
      return Fate.CONTESTED;
    }
    return said.repaired() ? Fate.REPAIRED : Fate.STANDING;
  }
}
