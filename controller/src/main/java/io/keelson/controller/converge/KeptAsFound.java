package io.keelson.controller.converge;

import io.keelson.controller.queue.Timer;
import io.keelson.controller.status.NodeSet;
import io.keelson.problem.Problem;
import io.keelson.wire.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells what was not given back because somebody else had changed it. It is gathered for a moment:
 * thousands of nodes may say the same. For any thread.
 */
final class KeptAsFound {

  static final String REASON = "KeptAsFound";

  private static final Duration GATHERING = Duration.ofSeconds(1);

  private final Map<Owner, Map<String, SortedSet<String>>> found = new HashMap<>();
  private final EventRecorder events;
  private final Timer timer;

  KeptAsFound(EventRecorder events, Timer timer) {
    this.events = events;
    this.timer = timer;
  }

  /** What of this owner's was left on a node as it was found. */
  synchronized void add(Owner owner, String node, List<Problem> kept) {
    if (kept.isEmpty()) {
      return;
    }
    if (!found.containsKey(owner)) {
      timer.after(GATHERING, () -> tell(owner));
    }
    Map<String, SortedSet<String>> nodes = found.computeIfAbsent(owner, o -> new TreeMap<>());
    kept.forEach(one -> nodes.computeIfAbsent(one.message(), text -> new TreeSet<>()).add(node));
  }

  private void tell(Owner owner) {
    List<String> texts = new ArrayList<>();
    taken(owner).forEach((text, nodes) -> texts.add(NodeSet.of(nodes) + ": " + text));
    events.record(owner, REASON, String.join("; ", texts), true);
  }

  private synchronized Map<String, SortedSet<String>> taken(Owner owner) {
    Map<String, SortedSet<String>> nodes = found.remove(owner);
    return nodes == null ? Map.of() : nodes;
  }
}
