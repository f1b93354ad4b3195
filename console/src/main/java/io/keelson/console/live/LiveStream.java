package io.keelson.console.live;

import io.keelson.console.live.News.End;
import io.keelson.console.view.MyKindRow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * News for one open page. What comes faster than a page can show is put together: each MyKind is
 * told at most every 200 ms, as it is then. One thread takes, any may give.
 */
public final class LiveStream implements AutoCloseable {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

  private final UUID user;
  private final String session;
  private final Predicate<MyKindRow> wanted;
  private final Live live;
  private final Map<String, Seen> pending = new LinkedHashMap<>();
  private boolean again;
  private boolean nudged;
  private End end = End.NO;
  private long toldAt = System.nanoTime() - PAUSE;

  LiveStream(UUID user, String session, Predicate<MyKindRow> wanted, Live live) {
    this.user = user;
    this.session = session;
    this.wanted = wanted;
    this.live = live;
  }

  UUID user() {
    return user;
  }

  String session() {
    return session;
  }

  synchronized void saw(Seen seen) {
    if (seen.view().row().isPreview() || !wanted.test(seen.view().row())) {
      return;
    }
    Seen earlier = pending.get(seen.key());
    pending.put(seen.key(), earlier == null ? seen : seen.after(earlier));
    notifyAll();
  }

  /** There may be news that nobody saw. */
  synchronized void again() {
    again = true;
    notifyAll();
  }

  /** Makes the page be written to, so that one that is gone is found out. */
  synchronized void nudge() {
    nudged = true;
    notifyAll();
  }

  synchronized void end(End why) {
    if (end == End.NO) {
      end = why;
    }
    notifyAll();
  }

  /** Waits for news, at most this long; then there is none. */
  public synchronized News next(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (true) {
      long now = System.nanoTime();
      boolean hasNews = !pending.isEmpty() || again;
      if (end != End.NO || nudged || now - until >= 0 || (hasNews && now - toldAt >= PAUSE)) {
        return taken();
      }
      long wait = hasNews ? Math.min(until - now, toldAt + PAUSE - now) : until - now;
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(wait, TimeUnit.MILLISECONDS.toNanos(1)));
    }
  }

  private News taken() {
    News news = new News(List.copyOf(pending.values()), again, end);
    if (!news.isQuiet()) {
      toldAt = System.nanoTime();
    }
    pending.clear();
    again = false;
    nudged = false;
    return news;
  }

  /** The page is gone; its place is free at once. */
  @Override
  public void close() {
    live.remove(this);
  }
}
