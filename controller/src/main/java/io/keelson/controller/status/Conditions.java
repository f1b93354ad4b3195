package io.keelson.controller.status;

import io.keelson.api.Condition;
import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditions; each carries the generation, which `kubectl wait` compares. */
final class Conditions {

  private static final String LASTS = "what is applied will be so after a reboot too";

  private final Summary summary;
  private final @Nullable MyKindStatus previous;
  private final Instant now;

  private Conditions(Summary summary, @Nullable MyKindStatus previous, Instant now) {
    this.summary = summary;
    this.previous = previous;
    this.now = now;
  }

  static List<Condition> of(Summary summary, @Nullable MyKindStatus previous, Instant now) {
    return new Conditions(summary, previous, now).all();
  }

  private List<Condition> all() {
    List<Condition> all = new ArrayList<>();
    all.add(of(Condition.READY, summary.state() == State.SUCCESS));
    all.add(of(Condition.PROGRESSING, !summary.settled()));
    all.add(of(Condition.DEGRADED, summary.state() == State.ERROR));
    Persistence persistence = summary.persistence();
    if (persistence != null) {
      all.add(persistent(persistence));
    }
    return List.copyOf(all);
  }

  private Condition of(String type, boolean holds) {
    return of(type, holds, summary.reason(), summary.msg());
  }

  private Condition of(String type, boolean holds, String reason, String message) {
    String status = holds ? "True" : "False";
    return new Condition(type, status, summary.generation(), since(type, status), reason, message);
  }

  /** An agent's record does not say what will be lost: what was said before stands. */
  private Condition persistent(Persistence persistence) {
    Optional<Condition> before = before(Condition.PERSISTENT);
    boolean lasts = persistence.lost().isEmpty();
    if (lasts && !persistence.told() && before.isPresent()) {
      Condition said = before.get();
      return of(said.type(), said.status().equals("True"), said.reason(), said.message());
    }
    return of(
        Condition.PERSISTENT,
        lasts,
        lasts ? Reasons.PERSISTENT : Reasons.NOT_PERSISTENT,
        lasts ? LASTS : persistence.lost());
  }

  private Optional<Condition> before(String type) {
    return previous == null
        ? Optional.empty()
        : previous.conditions().stream().filter(one -> one.type().equals(type)).findFirst();
  }

  private String since(String type, String status) {
    return before(type)
        .filter(before -> before.status().equals(status))
        .map(Condition::lastTransitionTime)
        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
