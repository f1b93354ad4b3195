package io.keelson.console.live;

import io.keelson.console.live.News.End;
import io.keelson.console.service.Session;
import io.keelson.console.service.User;
import io.keelson.console.view.MyKindRow;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every open page that follows the cluster. For any thread. */
public final class Live implements AutoCloseable {

  static final int MOST_OF_A_USER = 8;
  static final int MOST = 500;

  /** Somebody with roles in more namespaces hears of the first. */
  private static final int MOST_NAMESPACES = 20;

  private static final int ROUNDS = 6;
  private static final long ROUND = TimeUnit.MILLISECONDS.toMillis(150);

  /** Whose watch, and on what; absent: all namespaces. */
  private record Key(UUID user, Optional<String> namespace) {}

  private final Source.Sources sources;
  private final InstantSource clock;
  private final Map<Key, Feed> feeds = new HashMap<>();
  private final Map<LiveStream, List<Key>> streams = new HashMap<>();
  private boolean closed;

  public Live(Source.Sources sources, InstantSource clock) {
    this.sources = sources;
    this.clock = clock;
  }

  /**
   * Opens a stream, unless there are too many: 8 of one user, 500 in all. Pages that are gone do
   * not count; finding that out takes up to a second.
   *
   * @param namespaces to hear of; an absent one: all
   * @param wanted which MyKinds
   */
  public synchronized Optional<LiveStream> open(
      Session session, List<Optional<String>> namespaces, Predicate<MyKindRow> wanted, PageAge page)
      throws InterruptedException {
    User user = session.user();
    for (int round = 0; isFull(user.id()) && round < ROUNDS; round++) {
      boolean isOwn = count(user.id()) >= MOST_OF_A_USER;
      streams.keySet().stream()
          .filter(stream -> !isOwn || stream.user().equals(user.id()))
          .forEach(LiveStream::nudge);
      wait(ROUND);
    }
    if (closed || isFull(user.id())) {
      return Optional.empty();
    }
    LiveStream stream = new LiveStream(user.id(), session.key(), wanted, this);
    List<Key> keys = new ArrayList<>();
    for (Optional<String> namespace : namespaces.stream().limit(MOST_NAMESPACES).toList()) {
      keys.add(new Key(user.id(), namespace));
      listen(user, keys.getLast(), stream, page);
    }
    streams.put(stream, keys);
    return Optional.of(stream);
  }

  private void listen(User user, Key key, LiveStream stream, PageAge page) {
    feeds
        .computeIfAbsent(key, unused -> Feed.start(sources.of(user, key.namespace()), clock, page))
        .add(stream, page);
  }

  private boolean isFull(UUID user) {
    return streams.size() >= MOST || count(user) >= MOST_OF_A_USER;
  }

  private long count(UUID user) {
    return streams.keySet().stream().filter(stream -> stream.user().equals(user)).count();
  }

  synchronized void remove(LiveStream stream) {
    List<Key> keys = streams.remove(stream);
    for (Key key : keys == null ? List.<Key>of() : keys) {
      @Nullable Feed feed = feeds.get(key);
      if (feed != null && !feed.remove(stream)) {
        feeds.remove(key);
        feed.close();
      }
    }
    notifyAll();
  }

  /** Ends the streams of a session that is over. */
  public synchronized void end(String session) {
    streams.keySet().stream()
        .filter(stream -> stream.session().equals(session))
        .forEach(stream -> stream.end(End.SESSION));
  }

  /** How many streams there are. */
  public synchronized int count() {
    return streams.size();
  }

  /** How many watches there are. */
  public synchronized int watches() {
    return feeds.size();
  }

  /** Ends all; no more open. */
  @Override
  public synchronized void close() {
    closed = true;
    streams.keySet().forEach(stream -> stream.end(End.CONSOLE));
    feeds.values().forEach(Feed::close);
  }
}
