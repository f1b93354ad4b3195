package io.keelson.controller.converge;

import io.keelson.controller.status.DriftedKey;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.AgentState.Held;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What others changed on one node, as its agent told when it was asked last. An agent tells of a
 * change until the spec is another one; here it is shown for an hour. Guarded by the ledger's lock.
 */
final class Sightings {

  /** How well we know an agent that tells. */
  enum Asked {
    /** It is the first time that we ask that node. */
    FIRST,
    /** Its process has begun since. */
    ANEW,
    AGAIN
  }

  private record Place(String uid, String digest) {}

  /**
   * @param generation the one that the agent carried out
   */
  private record Known(long generation, Map<String, Sighting> byKey) {}

  private Map<Place, Known> known = Map.of();
  private Map<Place, List<DriftedKey>> shown = Map.of();

  /**
   * Takes over what an agent says.
   *
   * @return true when something else is shown than before
   */
  boolean take(List<Held> held, Asked asked, Instant now) {
    Map<Place, Known> next = new HashMap<>();
    Map<Place, List<DriftedKey>> visible = new HashMap<>();
    for (Held one : held) {
      if (!one.drifts().isEmpty() && !one.digest().isEmpty()) {
        Place place = new Place(one.owner().uid(), one.digest());
        Known here = seen(one, before(place, one.generation()), asked, now);
        next.put(place, here);
        visible.put(place, shown(here, now));
      }
    }
    visible.values().removeIf(List::isEmpty);
    boolean other = !asSeen(visible).equals(asSeen(shown));
    known = Map.copyOf(next);
    shown = Map.copyOf(visible);
    return other;
  }

  /** Whether it is inherited people do not see. */
  private static Map<Place, List<DriftedKey>> asSeen(Map<Place, List<DriftedKey>> drifts) {
    Map<Place, List<DriftedKey>> seen = new HashMap<>();
    drifts.forEach(
        (place, keys) -> seen.put(place, keys.stream().map(DriftedKey::asSeen).toList()));
    return seen;
  }

  private Map<String, Sighting> before(Place place, long generation) {
    return Optional.ofNullable(known.get(place))
        .filter(one -> one.generation == generation)
        .map(Known::byKey)
        .orElse(Map.of());
  }

  private static Known seen(Held held, Map<String, Sighting> before, Asked asked, Instant now) {
    Map<String, Sighting> byKey = new HashMap<>();
    for (Drift drift : held.drifts()) {
      byKey.put(drift.key(), seen(drift, Optional.ofNullable(before.get(drift.key())), asked, now));
    }
    return new Known(held.generation(), byKey);
  }

  private static Sighting seen(Drift drift, Optional<Sighting> before, Asked asked, Instant now) {
    if (before.isPresent() && before.get().isOf(drift)) {
      return new Sighting(drift, before.get().at(), before.get().inherited());
    }
    return asked == Asked.AGAIN
        ? Sighting.now(drift, now)
        : Sighting.asTold(drift, now, asked == Asked.FIRST);
  }

  private static List<DriftedKey> shown(Known known, Instant now) {
    return known.byKey.values().stream()
        .filter(one -> one.isShown(now))
        .map(Sighting::shown)
        .sorted(Comparator.comparing(DriftedKey::key))
        .toList();
  }

  /** The node was given this generation: what others did to the one before is over. */
  void obeyed(String uid, long generation) {
    Map<Place, Known> left = new HashMap<>(known);
    left.entrySet()
        .removeIf(one -> one.getKey().uid.equals(uid) && one.getValue().generation != generation);
    if (left.size() < known.size()) {
      known = Map.copyOf(left);
      Map<Place, List<DriftedKey>> visible = new HashMap<>(shown);
      visible.keySet().retainAll(left.keySet());
      shown = Map.copyOf(visible);
    }
  }

  /** What is shown of this owner's parameters. */
  List<DriftedKey> of(String uid, String digest) {
    return shown.getOrDefault(new Place(uid, digest), List.of());
  }
}
