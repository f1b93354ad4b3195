package io.keelson.controller.source;

import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads each object that somebody follows again and again, once for all of them, and few at a time:
 * thousands of MyKinds may name one Secret. Of an object only the entries that somebody follows are
 * kept, each once. Guarded by the lock that it is given, under which it also tells.
 */
final class SourceObjects {

  /** About what kubelets need until a pod sees a changed ConfigMap. */
  static final Duration LOOK = Duration.ofSeconds(30);

  /** Who applies a MyKind and its ConfigMap together must not wait for long. */
  static final Duration LOOK_FOR_MISSING = Duration.ofSeconds(5);

  /** Each look in vain doubles the pause up to this. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** An answer may have megabytes, and the API server has others to serve. */
  static final int MOST_AT_ONCE = 8;

  /** Who is told what was read. Never throws. */
  interface Follower {

    /** This is what is known of these entries, changed or not. */
    void read(String uid, Map<Source, Content> contents);
  }

  /** An object that is followed. */
  private static final class Followed {
    private final SourceObject object;

    /** The entries by who follows them. */
    private final Map<String, Set<Source>> followers = new HashMap<>();

    private Map<Source, Content> contents = Map.of();
    private boolean waiting;
    private boolean reading;

    /** True when somebody came after the reading had begun: it may not see what they saw. */
    private boolean again;

    private int inVain;

    /** So that a pause that was cut short has no end of its own. */
    private int round;

    private Followed(SourceObject object) {
      this.object = object;
    }

    private Set<Source> followed() {
      return followers.values().stream()
          .flatMap(Collection::stream)
          .collect(Collectors.toUnmodifiableSet());
    }

    /** What was read stands until it is known to be otherwise, and is not kept a second time. */
    private void take(Map<Source, Content> read) {
      Map<Source, Content> next = new HashMap<>();
      for (Source source : followed()) {
        Content before = contents.get(source);
        Content now = read.get(source);
        boolean stands = now == null || now.equals(before) || isUnread(before, now);
        Content known = stands ? before : now;
        if (known != null) {
          next.put(source, known);
        }
      }
      contents = Map.copyOf(next);
    }

    private static boolean isUnread(@Nullable Content before, Content now) {
      return now instanceof Content.Unread && before instanceof Content.Bytes;
    }

    private boolean isWhole() {
      return contents.values().stream().allMatch(Content.Bytes.class::isInstance);
    }

    /** Grows while something is missing, for that may be so for ever. */
    private Duration pause() {
      if (isWhole()) {
        inVain = 0;
        return LOOK;
      }
      Duration pause = Backoff.ceiling(LOOK_FOR_MISSING, LONGEST_PAUSE, ++inVain);
      boolean others = contents.values().stream().anyMatch(Content.Bytes.class::isInstance);
      return others && pause.compareTo(LOOK) > 0 ? LOOK : pause;
    }
  }

  private final Object lock;
  private final SourceReader reader;
  private final Timer timer;
  private final Follower follower;
  private final Map<SourceObject, Followed> objects = new HashMap<>();
  private final Map<String, Set<SourceObject>> byFollower = new HashMap<>();
  private final Queue<Followed> waiting = new ArrayDeque<>();
  private int running;
  private boolean starting;

  SourceObjects(Object lock, SourceReader reader, Timer timer, Follower follower) {
    this.lock = lock;
    this.reader = reader;
    this.timer = timer;
    this.follower = follower;
  }

  /**
   * From now on these entries are followed for this MyKind, and no others.
   *
   * @param renewed whether what is missing is to be looked for at once, however long in vain
   */
  void follow(String uid, Set<Source> sources, boolean renewed) {
    Map<SourceObject, Set<Source>> byObject =
        sources.stream().collect(Collectors.groupingBy(Source::object, Collectors.toSet()));
    Set<SourceObject> before = byFollower.getOrDefault(uid, Set.of());
    before.stream().filter(one -> !byObject.containsKey(one)).forEach(one -> leave(uid, one));
    byObject.forEach((object, entries) -> follow(uid, object, entries, renewed));
    if (byObject.isEmpty()) {
      byFollower.remove(uid);
    } else {
      byFollower.put(uid, Set.copyOf(byObject.keySet()));
    }
    start();
  }

  private void follow(String uid, SourceObject object, Set<Source> entries, boolean renewed) {
    Followed one = objects.computeIfAbsent(object, Followed::new);
    Set<Source> before = one.followers.put(uid, Set.copyOf(entries));
    boolean more = before == null || !before.containsAll(entries);
    if (more || (renewed && !one.isWhole())) {
      one.inVain = 0;
      want(one);
    }
  }

  private void leave(String uid, SourceObject object) {
    Followed one = objects.get(object);
    if (one != null) {
      one.followers.remove(uid);
      if (one.followers.isEmpty()) {
        objects.remove(object);
      }
    }
  }

  private void want(Followed one) {
    if (one.reading) {
      one.again = true;
    } else if (!one.waiting) {
      one.waiting = true;
      waiting.add(one);
    }
  }

  /** In a loop: answers that are there at once must not call it ever deeper. */
  private void start() {
    if (starting) {
      return;
    }
    starting = true;
    try {
      while (running < MOST_AT_ONCE && !waiting.isEmpty()) {
        read(waiting.remove());
      }
    } finally {
      starting = false;
    }
  }

  private void read(Followed one) {
    one.waiting = false;
    if (objects.get(one.object) != one) {
      return;
    }
    one.reading = true;
    one.round++;
    running++;
    Map<String, Set<Source>> asked = Map.copyOf(one.followers);
    Set<Source> sources = one.followed();
    answer(one.object, sources)
        .whenComplete(
            (answer, fault) -> {
              synchronized (lock) {
                ended(one, asked, contents(sources, answer, fault));
              }
            });
  }

  /** A fault of the reader's must not count as a reading that never ends. */
  private CompletionStage<Map<String, Content>> answer(SourceObject object, Set<Source> sources) {
    try {
      return reader.read(
          object, sources.stream().map(Source::key).collect(Collectors.toUnmodifiableSet()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Map<Source, Content> contents(
      Set<Source> sources, @Nullable Map<String, Content> answer, @Nullable Throwable fault) {
    Function<Source, Content> known =
        source -> {
          Content content = answer == null ? null : answer.get(source.key());
          return content == null ? new Content.Unread(String.valueOf(fault)) : content;
        };
    return sources.stream().collect(Collectors.toMap(Function.identity(), known));
  }

  private void ended(Followed one, Map<String, Set<Source>> asked, Map<Source, Content> read) {
    running--;
    one.reading = false;
    if (objects.get(one.object) == one) {
      one.take(read);
      asked.forEach((uid, entries) -> tell(one, uid, entries));
      next(one);
    }
    start();
  }

  /** Only who followed before the reading began, and what it did then. */
  private void tell(Followed one, String uid, Set<Source> entries) {
    Set<Source> still = new HashSet<>(one.followers.getOrDefault(uid, Set.of()));
    still.retainAll(entries);
    if (!still.isEmpty()) {
      Map<Source, Content> known = new HashMap<>(one.contents);
      known.keySet().retainAll(still);
      follower.read(uid, known);
    }
  }

  private void next(Followed one) {
    if (one.again) {
      one.again = false;
      want(one);
      return;
    }
    int round = one.round;
    timer.after(
        one.pause(),
        () -> {
          synchronized (lock) {
            if (objects.get(one.object) == one && one.round == round) {
              want(one);
              start();
            }
          }
        });
  }
}
