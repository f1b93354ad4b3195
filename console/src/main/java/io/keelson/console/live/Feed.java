package io.keelson.console.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.kube.WatchSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of one user on one namespace, or on all, for the pages that this user has open. It goes
 * on until it is closed, over every interruption. For any thread.
 */
final class Feed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final Duration REMEMBERED = Duration.ofSeconds(10);
  private static final int MOST_REMEMBERED = 200;
  private static final long SHORTEST_PAUSE = 500;
  private static final long LONGEST_PAUSE = 30_000;

  /** A watch that lasts is no sign of trouble when it ends. */
  private static final long LONG_ENOUGH = TimeUnit.SECONDS.toNanos(10);

  /** What came a moment ago: a page that was made just before must hear it too. */
  private record Moment(Instant at, Seen seen) {}

  private final Source source;
  private final InstantSource clock;
  private final Instant knowsSince;
  private final List<LiveStream> streams = new CopyOnWriteArrayList<>();
  private final Deque<Moment> remembered = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Course current;

  /** The list cannot be read, and the pages have been told. */
  private boolean isKnownBlind;

  /** Nothing is heard at the moment; as soon as it is, everybody is told to read again. */
  private boolean isDeaf;

  private Feed(Source source, InstantSource clock, PageAge page) {
    this.source = source;
    this.clock = clock;
    this.isDeaf = page.version() == null;
    this.knowsSince = isDeaf ? clock.instant() : page.madeAt();
  }

  /** Starts it; from the list that a page was made of, or from now. */
  static Feed start(Source source, InstantSource clock, PageAge page) {
    Feed feed = new Feed(source, clock, page);
    Thread.ofVirtual().name("live").start(() -> feed.run(page.version()));
    return feed;
  }

  /** Lets a page hear, and first of all what it may have missed since it was made. */
  void add(LiveStream stream, PageAge page) {
    synchronized (remembered) {
      boolean isItsBegin = streams.isEmpty() && page.version() != null;
      streams.add(stream);
      if (isDeaf || isItsBegin) {
        return;
      }
      Instant oldest = clock.instant().minus(REMEMBERED);
      if (page.madeAt().isBefore(oldest) || page.madeAt().isBefore(knowsSince)) {
        stream.again();
        return;
      }
      Instant from = page.madeAt().minusSeconds(1);
      remembered.stream()
          .filter(moment -> moment.at.isAfter(from))
          .forEach(moment -> stream.saw(moment.seen));
    }
  }

  /** Whether somebody still listens. */
  boolean remove(LiveStream stream) {
    streams.remove(stream);
    return !streams.isEmpty();
  }

  private void run(@Nullable String version) {
    long pause = SHORTEST_PAUSE;
    String from = version;
    try {
      while (closed.getCount() > 0) {
        long started = System.nanoTime();
        from = watchFrom(from);
        boolean held = System.nanoTime() - started > LONG_ENOUGH;
        pause = held ? SHORTEST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
        if (closed.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Watches, and returns where the next watch begins; absent: at the list as it is then. */
  private @Nullable String watchFrom(@Nullable String known) throws InterruptedException {
    if (known != null) {
      return watch(new Course(known), false);
    }
    Optional<String> now = source.version();
    if (now.isPresent()) {
      isKnownBlind = false;
      return watch(new Course(now.get()), true);
    }
    if (!isKnownBlind) {
      // Whatever the reason is, the pages read it themselves and tell it.
      isKnownBlind = true;
      streams.forEach(LiveStream::again);
    }
    return null;
  }

  /**
   * Watches until that ends.
   *
   * @param blind whether nobody has seen what there was before
   */
  private @Nullable String watch(Course course, boolean blind) throws InterruptedException {
    current = course;
    AutoCloseable watch = source.watch(course.from(), course);
    try {
      if (blind) {
        hearAgain();
      }
      if (closed.getCount() > 0) {
        course.over.await();
      }
    } finally {
      end(watch);
    }
    String next = course.next();
    if (next == null) {
      synchronized (remembered) {
        isDeaf = true;
      }
    }
    return next;
  }

  private static void end(AutoCloseable watch) {
    try {
      watch.close();
    } catch (Exception e) {
      LOG.warn("a watch for open pages did not close: {}", e.toString());
    }
  }

  /** One watch, from its start to its end. */
  private final class Course implements WatchSink {

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String version;
    private volatile boolean isLost;

    Course(String version) {
      this.version = version;
    }

    String from() {
      return version;
    }

    @Override
    public void saw(String type, JsonNode object) {
      Seen seen = Seen.of(type, object);
      String at = seen.view().row().resourceVersion();
      version = at.isEmpty() ? version : at;
      tell(seen);
    }

    @Override
    public void passed(String resourceVersion) {
      version = resourceVersion;
    }

    /** A connection that was cut goes on where it was; what was refused begins anew. */
    @Override
    public void ended(KubeAnswer why) {
      isLost = why instanceof KubeAnswer.Refused;
      over.countDown();
    }

    @Nullable String next() {
      return isLost ? null : version;
    }
  }

  private void hearAgain() {
    synchronized (remembered) {
      isDeaf = false;
      streams.forEach(LiveStream::again);
    }
  }

  private void tell(Seen seen) {
    synchronized (remembered) {
      Instant now = clock.instant();
      remembered.addLast(new Moment(now, seen));
      while (remembered.size() > MOST_REMEMBERED
          || remembered.getFirst().at.isBefore(now.minus(REMEMBERED))) {
        remembered.removeFirst();
      }
    }
    streams.forEach(stream -> stream.saw(seen));
  }

  @Override
  public void close() {
    closed.countDown();
    Course waiting = current;
    if (waiting != null) {
      waiting.over.countDown();
    }
  }
}
