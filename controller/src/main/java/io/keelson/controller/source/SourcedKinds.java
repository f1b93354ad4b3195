package io.keelson.controller.source;

import io.keelson.api.MyKindStatus;
import io.keelson.controller.converge.ClusterListener;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.queue.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the one who listens to the cluster and fills in the values that come from
 * ConfigMaps and Secrets. A MyKind is told on when its sources have been looked at, and again
 * whenever what they hold changes. The objects are read one by one, so the controller needs the
 * right to get those of some namespaces, and not to list or to watch any. For any thread.
 */
public final class SourcedKinds implements ClusterListener {

  private static final Logger LOG = LoggerFactory.getLogger(SourcedKinds.class);

  /** So long a start waits for sources; what is not read by then is told on as unread. */
  static final Duration START = Duration.ofSeconds(30);

  private final ClusterListener listener;
  private final Timer timer;
  private final SourceObjects objects;
  private final Map<String, Watched> watched = new HashMap<>();

  /** True once everything that was there at the start has been told to us. */
  private boolean synced;

  /** True once it has been told on, with all that had to be read first. */
  private boolean toldSynced;

  /** A MyKind with sources, as it was seen last. */
  private static final class Watched {
    private MyKind kind;
    private @Nullable MyKindStatus status;
    private boolean guarded;
    private Map<Source, Content> contents = Map.of();

    private Watched(MyKind kind) {
      this.kind = kind;
    }

    private boolean isRead() {
      return contents.keySet().containsAll(Sourcing.of(kind));
    }

    /** What it takes no more is not kept. */
    private void keepOnly(Set<Source> sources) {
      Map<Source, Content> left = new HashMap<>(contents);
      left.keySet().retainAll(sources);
      contents = Map.copyOf(left);
    }
  }

  public SourcedKinds(ClusterListener listener, SourceReader reader, Timer timer) {
    this.listener = listener;
    this.timer = timer;
    this.objects = new SourceObjects(this, reader, timer, this::read);
  }

  @Override
  public synchronized void kindSeen(MyKind kind, @Nullable MyKindStatus status, boolean guarded) {
    if (!Sourcing.isIn(kind)) {
      drop(kind.uid());
      listener.kindSeen(kind, status, guarded);
      tellSynced();
      return;
    }
    Watched one = watched.computeIfAbsent(kind.uid(), uid -> new Watched(kind));
    boolean renewed = one.kind.generation() != kind.generation();
    Set<Source> sources = Sourcing.of(kind);
    one.kind = kind;
    one.status = status;
    one.guarded = guarded;
    one.keepOnly(sources);
    if (one.isRead()) {
      tell(one);
    }
    objects.follow(kind.uid(), sources, renewed);
  }

  private void drop(String uid) {
    watched.remove(uid);
    objects.follow(uid, Set.of(), false);
  }

  private void tell(Watched one) {
    listener.kindSeen(Sourcing.filled(one.kind, one.contents), one.status, one.guarded);
  }

  /** Told on only when all that it takes was looked at. */
  private void read(String uid, Map<Source, Content> contents) {
    Watched one = watched.get(uid);
    if (one == null) {
      return;
    }
    Map<Source, Content> before = one.contents;
    Map<Source, Content> after = new HashMap<>(before);
    after.putAll(contents);
    try {
      one.contents = Map.copyOf(after);
      if (!after.equals(before) && one.isRead()) {
        tell(one);
      }
      tellSynced();
    } catch (RuntimeException e) {
      // So that the next look tells it again.
      one.contents = before;
      LOG.error("{}: what its sources hold was not taken in", one.kind.title(), e);
    }
  }

  @Override
  public synchronized void kindGone(String uid) {
    drop(uid);
    listener.kindGone(uid);
    tellSynced();
  }

  @Override
  public void nodeSeen(Node node) {
    listener.nodeSeen(node);
  }

  @Override
  public void nodeGone(String name) {
    listener.nodeGone(name);
  }

  @Override
  public synchronized void synced() {
    synced = true;
    tellSynced();
    if (!toldSynced) {
      timer.after(START, this::waitNoLonger);
    }
  }

  /** One source that is never read must not keep every node waiting. */
  private synchronized void waitNoLonger() {
    if (!toldSynced) {
      watched.values().stream().filter(one -> !one.isRead()).forEach(this::tell);
      endStart();
    }
  }

  /** Nothing is planned while a MyKind that may hold something is not told on yet. */
  private void tellSynced() {
    if (synced && !toldSynced && watched.values().stream().allMatch(Watched::isRead)) {
      endStart();
    }
  }

  private void endStart() {
    toldSynced = true;
    listener.synced();
  }
}
