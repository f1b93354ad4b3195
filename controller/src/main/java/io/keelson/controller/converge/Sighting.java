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
 * @param inherited whether the agent told of the key when we asked it for the first time
 */
record Sighting(Drift said, Instant at, boolean inherited) {

  /** So long somebody should know of a change that was set right. */
  static final Duration SHOWN = Duration.ofHours(1);

  /** It is new since the agent was asked before. */
  static Sighting now(Drift said, Instant now) {
    return new Sighting(said, now, false);
  }

  /** It may be old: only the agent knows. */
  static Sighting asTold(Drift said, Instant now, boolean inherited) {
    return new Sighting(said, earlier(said.last(), now), inherited);
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
    return said.repairs() == drift.repairs()
        && said.repaired() == drift.repaired()
        && said.contested() == drift.contested()
        && said.last().equals(drift.last());
  }

  boolean isShown(Instant now) {
    return fate() != Fate.REPAIRED || now.isBefore(at.plus(SHOWN));
  }

  DriftedKey shown() {
    return new DriftedKey(said.key(), fate(), said.message(), inherited);
  }

  private Fate fate() {
    if (said.contested()) {
      return Fate.CONTESTED;
    }
    return said.repaired() ? Fate.REPAIRED : Fate.STANDING;
  }
}
