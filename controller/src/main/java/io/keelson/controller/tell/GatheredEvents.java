package io.keelson.controller.tell;

import io.keelson.api.NodeSet;
import io.keelson.controller.queue.Timer;
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
import org.jspecify.annotations.Nullable;

/**
 * Tells what happened on nodes in one Event for all of them: it is gathered for a moment, since
 * thousands may say the same. For any thread.
 */
public final class GatheredEvents {

  public static final String KEPT_AS_FOUND = "KeptAsFound";
  public static final String ORPHAN_REVERTED = "OrphanReverted";
  public static final String DRIFTED = "Drifted";
  public static final String CONTESTED = "Contested";

  private static final Duration GATHERING = Duration.ofSeconds(1);

  /** Who fights over a key, or works through thousands of nodes, is not told of each time. */
  static final Duration QUIET = Duration.ofMinutes(5);

  /** An Event has room for about as many. */
  static final int MOST_TEXTS = 16;

  /**
   * A node may be in some hundred MyKinds; what one says that others said before is not counted.
   */
  static final int MOST_OF_NODE = 200;

  static final String MORE = "and more of the kind";

  private record About(Owner owner, String reason) {

    /** How long the next ones are gathered after one was told. */
    Duration rest() {
      return reason.equals(DRIFTED) || reason.equals(CONTESTED) ? QUIET : Duration.ZERO;
    }
  }

  /** The nodes by what is said of them. */
  private final Map<About, SortedMap<String, SortedSet<String>>> gathered = new HashMap<>();

  private final EventRecorder events;
  private final Timer timer;
  private final NodeQuota quota;

  public GatheredEvents(EventRecorder events, Timer timer) {
    this.events = events;
    this.timer = timer;
    this.quota = new NodeQuota(MOST_OF_NODE, QUIET, timer);
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

  /** Others changed a key there. */
  public void drifted(Owner owner, String node, String text) {
    add(new About(owner, DRIFTED), node, text);
  }

  /** Others change a key there again and again, so that it is left to them. */
  public void contested(Owner owner, String node, String text) {
    add(new About(owner, CONTESTED), node, text);
  }

  private synchronized void add(About about, String node, String text) {
    SortedMap<String, SortedSet<String>> said = gathered.get(about);
    boolean isNew = said == null || !said.containsKey(text);
    boolean tooMuch = isNew && (isFull(said) || !quota.take(node));
    if (said == null) {
      if (tooMuch) {
        return;
      }
      said = new TreeMap<>();
      gathered.put(about, said);
      timer.after(GATHERING, () -> tell(about));
    }
    said.computeIfAbsent(tooMuch ? MORE : text, unused -> new TreeSet<>()).add(node);
  }

  private static boolean isFull(@Nullable SortedMap<String, SortedSet<String>> said) {
    return said != null && said.size() >= MOST_TEXTS;
  }

  private void tell(About about) {
    List<String> texts = new ArrayList<>();
    SortedMap<String, SortedSet<String>> told = taken(about);
    SortedSet<String> more = told.remove(MORE);
    told.forEach((text, nodes) -> texts.add(NodeSet.of(nodes) + ": " + text));
    if (more != null) {
      texts.add(NodeSet.of(more) + ": " + MORE);
    }
    if (!texts.isEmpty()) {
      events.record(about.owner, about.reason, String.join("; ", texts), true);
    }
  }

  private synchronized SortedMap<String, SortedSet<String>> taken(About about) {
    SortedMap<String, SortedSet<String>> nodes = gathered.remove(about);
    if (nodes == null) {
      return new TreeMap<>();
    }
    if (!nodes.isEmpty() && about.rest().isPositive()) {
      gathered.put(about, new TreeMap<>());
      timer.after(about.rest(), () -> tell(about));
    }
    return nodes;
  }
}
