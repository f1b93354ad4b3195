package io.keelson.controller.source;

import io.keelson.api.MyKindStatus;
import io.keelson.controller.converge.ClusterListener;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the one who listens to the cluster and fills in the values that come from
 * ConfigMaps and Secrets. A MyKind is told on when its sources have been looked at, and again
 * whenever what they hold changes. They are read one by one and again and again, so the controller
 * needs the right to get the objects of some namespaces, and not to list or to watch any. For any
 * thread.
 */
public final class SourcedKinds implements ClusterListener {

  private static final Logger LOG = LoggerFactory.getLogger(SourcedKinds.class);

  /** About what kubelets need until a pod sees a changed ConfigMap. */
  static final Duration LOOK = Duration.ofSeconds(30);

  /** Who applies a MyKind and its ConfigMap together must not wait for long. */
  static final Duration LOOK_FOR_MISSING = Duration.ofSeconds(5);

  /** Each look in vain doubles the pause up to this. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** So long a start waits for sources; what is not read by then is told on as unread. */
  static final Duration START = Duration.ofSeconds(30);

  private final ClusterListener listener;
  private final SourceReader reader;
  private final Timer timer;
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

    /** What is being read; empty when nothing is. */
    private Set<Source> reading = Set.of();

    private int inVain;

    /** Changes with each round of reading, so that of two under way only the later counts. */
    private int round;

    private Watched(MyKind kind) {
      this.kind = kind;
    }

    private boolean isRead() {
      return contents.keySet().containsAll(Sourcing.of(kind));
    }
  }

  public SourcedKinds(ClusterListener listener, SourceReader reader, Timer timer) {
    this.listener = listener;
    this.reader = reader;
    this.timer = timer;
  }

  @Override
  public synchronized void kindSeen(MyKind kind, @Nullable MyKindStatus status, boolean guarded) {
    if (!Sourcing.isIn(kind)) {
      watched.remove(kind.uid());
      listener.kindSeen(kind, status, guarded);
      tellSynced();
      return;
    }
    Watched one = watched.computeIfAbsent(kind.uid(), uid -> new Watched(kind));
    if (one.kind.generation() != kind.generation()) {
      one.inVain = 0;
    }
    one.kind = kind;
    one.status = status;
    one.guarded = guarded;
    if (one.isRead()) {
      tell(one);
    } else if (!one.reading.equals(Sourcing.of(kind))) {
      // Whoever changes a MyKind faster than it is read must not keep it from ever being read.
      read(one);
    }
  }

  private void tell(Watched one) {
    listener.kindSeen(Sourcing.filled(one.kind, one.contents), one.status, one.guarded);
  }

  private void read(Watched one) {
    int round = ++one.round;
    one.reading = Sourcing.of(one.kind);
    Map<Source, CompletableFuture<Content>> reads = new HashMap<>();
    for (Source source : one.reading) {
      reads.put(source, reader.read(source).toCompletableFuture());
    }
    CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
        .whenComplete((all, fault) -> took(one, round, reads));
  }

  private synchronized void took(
      Watched one, int round, Map<Source, CompletableFuture<Content>> reads) {
    if (watched.get(one.kind.uid()) != one || one.round != round) {
      return;
    }
    one.reading = Set.of();
    Map<Source, Content> before = one.contents;
    Map<Source, Content> after = new HashMap<>();
    reads.forEach((source, read) -> after.put(source, lookedAt(before.get(source), read)));
    try {
      if (!after.equals(before)) {
        one.contents = after;
        tell(one);
      }
      tellSynced();
    } catch (RuntimeException e) {
      // So that the next look tells it again.
      one.contents = before;
      LOG.error("{}: what its sources hold was not taken in", one.kind.title(), e);
    } finally {
      timer.after(pause(one), () -> readAgain(one, round));
    }
  }

  /** Grows while something is missing, for that may be so for ever. */
  private static Duration pause(Watched one) {
    if (one.contents.values().stream().allMatch(Content.Bytes.class::isInstance)) {
      one.inVain = 0;
      return LOOK;
    }
    return Backoff.ceiling(LOOK_FOR_MISSING, LONGEST_PAUSE, ++one.inVain);
  }

  /** What was read stands until it is known to be otherwise. */
  private static Content lookedAt(@Nullable Content before, CompletableFuture<Content> read) {
    Content now = contentOf(read);
    return now instanceof Content.Unread && before instanceof Content.Bytes ? before : now;
  }

  private static Content contentOf(CompletableFuture<Content> read) {
    try {
      return read.join();
    } catch (CompletionException e) {
      return new Content.Unread(String.valueOf(e.getCause()));
    }
  }

  private synchronized void readAgain(Watched one, int round) {
    if (watched.get(one.kind.uid()) == one && one.round == round) {
      read(one);
    }
  }

  @Override
  public synchronized void kindGone(String uid) {
    watched.remove(uid);
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
