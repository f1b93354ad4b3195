package io.keelson.controller.tell;

import io.keelson.controller.queue.Timer;
import io.keelson.controller.status.NodeSet;
import io.keelson.problem.Problem;
import io.keelson.wire.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells what happened on nodes in one Event for all of them: it is gathered for a moment, since
 * thousands may say the same. For any thread.
 */
public final class GatheredEvents {

  public static final String KEPT_AS_FOUND = "KeptAsFound";
  public static final String ORPHAN_REVERTED = "OrphanReverted";

  private static final Duration GATHERING = Duration.ofSeconds(1);

  private record About(Owner owner, String reason) {}

  /** The nodes by what is said of them. */
  private final Map<About, SortedMap<String, SortedSet<String>>> gathered = new HashMap<>();

  private final EventRecorder events;
  private final Timer timer;

  public GatheredEvents(EventRecorder events, Timer timer) {
    this.events = events;
    this.timer = timer;
  }

  /** What of this owner's was to be given back on a node, and was left as it was found. */
  public void keptAsFound(Owner owner, String node, List<Problem> kept) {
    kept.forEach(one -> add(new About(owner, KEPT_AS_FOUND), node, one.message()));
  }

  /** A node is no longer changed by an owner that is gone. */
  public void orphanReverted(Owner owner, String node, boolean keep) {
    String what = keep ? "left as it is" : "given back";
    add(new About(owner, ORPHAN_REVERTED), node, what + ": the MyKind that had set it is gone");
  }

  private synchronized void add(About about, String node, String text) {
    if (!gathered.containsKey(about)) {
      timer.after(GATHERING, () -> tell(about));
    }
    gathered
        .computeIfAbsent(about, unused -> new TreeMap<>())
        .computeIfAbsent(text, unused -> new TreeSet<>())
        .add(node);
  }

  private void tell(About about) {
    List<String> texts = new ArrayList<>();
    taken(about).forEach((text, nodes) -> texts.add(NodeSet.of(nodes) + ": " + text));
    events.record(about.owner, about.reason, String.join("; ", texts), true);
  }

  private synchronized SortedMap<String, SortedSet<String>> taken(About about) {
    SortedMap<String, SortedSet<String>> nodes = gathered.remove(about);
    return nodes == null ? new TreeMap<>() : nodes;
  }
}
