package io.keelson.controller.converge;

import io.keelson.api.MyKindStatus;
import io.keelson.controller.status.DriftedKey;
import io.keelson.controller.status.DriftedKey.Fate;
import io.keelson.controller.status.Summary;
import io.keelson.controller.tell.GatheredEvents;
import io.keelson.wire.Owner;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells people of drift when a status shows it that did not before: a key that is set right again
 * and again is no news. For any thread.
 */
final class DriftNews {

  /** What was told, by node, of each MyKind. */
  private final Map<String, Map<String, List<DriftedKey>>> told = new HashMap<>();

  /**
   * Those whose status showed drift before we began: who led before us has told of what agents knew
   * when we asked them for the first time.
   */
  private final Set<String> begunWithDrift = new HashSet<>();

  private final GatheredEvents events;

  DriftNews(GatheredEvents events) {
    this.events = events;
  }

  /** The API server has this status of a MyKind that we did not know. */
  synchronized void begin(String uid, @Nullable MyKindStatus status) {
    if (status != null && status.nodes().drifted() > 0) {
      begunWithDrift.add(uid);
    }
  }

  synchronized void forget(String uid) {
    told.remove(uid);
    begunWithDrift.remove(uid);
  }

  /** The API server has a status that says this. */
  synchronized void said(Owner owner, Summary summary) {
    Map<String, List<DriftedKey>> now = summary.drifts();
    Map<String, List<DriftedKey>> before =
        now.isEmpty() ? told.remove(owner.uid()) : told.put(owner.uid(), now);
    boolean begun = begunWithDrift.contains(owner.uid());
    now.forEach(
        (node, drifts) -> {
          List<DriftedKey> known =
              before == null ? List.of() : before.getOrDefault(node, List.of());
          drifts.stream()
              .filter(one -> !(begun && one.inherited()))
              .filter(one -> known.stream().noneMatch(other -> isSame(one, other)))
              .forEach(one -> tell(owner, node, one));
        });
  }

  private static boolean isSame(DriftedKey one, DriftedKey other) {
    return one.key().equals(other.key()) && one.fate() == other.fate();
  }

  private void tell(Owner owner, String node, DriftedKey drift) {
    if (drift.fate() == Fate.CONTESTED) {
      events.contested(owner, node, drift.sentence());
    } else {
      events.drifted(owner, node, drift.sentence());
    }
  }
}
