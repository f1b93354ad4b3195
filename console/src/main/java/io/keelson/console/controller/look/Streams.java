package io.keelson.console.controller.look;

import io.keelson.console.controller.Desk;
import io.keelson.console.controller.Refusal;
import io.keelson.console.controller.Visit;
import io.keelson.console.live.Live;
import io.keelson.console.live.LiveStream;
import io.keelson.console.live.News;
import io.keelson.console.live.PageAge;
import io.keelson.console.view.ListQuery;
import io.keelson.console.view.MyKindRow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Events for open pages. Each holds its request's thread, a virtual one that costs little while it
 * waits, and a slot of {@link Live} that is free as soon as the page is gone.
 */
final class Streams {

  private static final int RETRY_MILLIS = 2_000;

  /** Somebody who clicks through pages leaves soon: the first signs of life come quickly. */
  private static final Duration FIRST_BEAT = Duration.ofSeconds(1);

  private static final Duration LAST_BEAT = Duration.ofSeconds(15);

  private final Desk desk;
  private final Live live;

  Streams(Desk desk, Live live) {
    this.desk = desk;
    this.live = live;
  }

  /** For the list and the overview. */
  void list(Visit visit) throws InterruptedException {
    String namespace = ListQuery.of(visit::query).filter().namespace();
    Predicate<MyKindRow> wanted = row -> namespace.isEmpty() || row.namespace().equals(namespace);
    List<Optional<String>> scopes = Scopes.of(visit.user(), namespace);
    serve(visit, scopes, wanted, age(visit), new ListTeller(desk, visit));
  }

  /** For the page of one. */
  void one(Visit visit) throws InterruptedException {
    String namespace = visit.part("namespace");
    String name = visit.part("name");
    List<Optional<String>> scopes = List.of(Scopes.around(visit.user(), namespace));
    serve(
        visit,
        scopes,
        row -> row.namespace().equals(namespace) && row.name().equals(name),
        PageAge.UNKNOWN,
        new OneTeller(desk, visit));
  }

  private static PageAge age(Visit visit) {
    String made = visit.query("made");
    String version = visit.query("version");
    if (!made.matches("[0-9]{1,15}")) {
      return PageAge.UNKNOWN;
    }
    boolean isVersion = version.matches("[0-9]{1,20}");
    return new PageAge(Instant.ofEpochMilli(Long.parseLong(made)), isVersion ? version : null);
  }

  private void serve(
      Visit visit,
      List<Optional<String>> scopes,
      Predicate<MyKindRow> wanted,
      PageAge age,
      Teller teller)
      throws InterruptedException {
    Optional<LiveStream> opened = live.open(visit.session(), scopes, wanted, age);
    if (opened.isEmpty()) {
      throw new Refusal(429, "look.toomany");
    }
    try (LiveStream stream = opened.get()) {
      var response = visit.ctx().res();
      response.setContentType("text/event-stream");
      response.setCharacterEncoding("utf-8");
      // A proxy that gathers answers would keep everything to itself.
      response.setHeader("X-Accel-Buffering", "no");
      EventWriter writer = new EventWriter(response.getOutputStream());
      writer.retryAfter(RETRY_MILLIS);
      tell(visit, stream, writer, teller);
    } catch (IOException gone) {
      // The page is closed: there is nobody to tell, and the slot is free again.
      return;
    }
  }

  private void tell(Visit visit, LiveStream stream, EventWriter writer, Teller teller)
      throws IOException, InterruptedException {
    Duration beat = FIRST_BEAT;
    long checked = System.nanoTime();
    while (true) {
      News news = stream.next(beat);
      boolean isDue = System.nanoTime() - checked >= beat.toNanos();
      if (isDue) {
        checked = System.nanoTime();
        beat = beat.compareTo(LAST_BEAT.dividedBy(2)) < 0 ? beat.multipliedBy(2) : LAST_BEAT;
      }
      boolean isOver =
          news.end() == News.End.SESSION
              || (isDue && !desk.sessions().isAlive(visit.session().key()));
      if (isOver) {
        writer.event("over", teller.html("look/over.jte", over("look.over.session", "/login")));
        return;
      }
      if (news.end() == News.End.CONSOLE) {
        return;
      }
      if (news.isQuiet()) {
        writer.beat();
      } else if (!teller.tell(news, writer)) {
        return;
      }
    }
  }

  static Map<String, Object> over(String key, String href) {
    String linkKey = href.equals("/login") ? "look.over.login" : "look.back.mykinds";
    return Map.of("key", key, "href", href, "linkKey", linkKey);
  }

  /** Makes events of news. */
  abstract static class Teller {

    private final Desk desk;
    private final Visit visit;

    Teller(Desk desk, Visit visit) {
      this.desk = desk;
      this.visit = visit;
    }

    /** False when there is no more to tell. */
    abstract boolean tell(News news, EventWriter writer) throws IOException;

    Visit visit() {
      return visit;
    }

    /** A part of a page as it is at this moment. */
    String html(String template, Map<String, Object> parameters) {
      return desk.pages().html(template, visit.frame(""), parameters);
    }
  }
}
