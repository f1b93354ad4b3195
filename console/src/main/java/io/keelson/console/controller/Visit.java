package io.keelson.console.controller;

import io.javalin.http.Context;
import io.keelson.console.kube.UserCluster;
import io.keelson.console.page.Frame;
import io.keelson.console.page.Texts;
import io.keelson.console.service.From;
import io.keelson.console.service.Session;
import io.keelson.console.service.User;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request that has passed the {@link Gate}: who asks, with what, and how to answer. For one
 * thread.
 */
public final class Visit {

  private final Context ctx;
  private final Desk desk;
  private final @Nullable Session session;
  private final String csrf;
  private final From from;
  private final Texts texts;
  private final Form form;

  Visit(
      Context ctx,
      Desk desk,
      @Nullable Session session,
      String csrf,
      From from,
      Texts texts,
      Form form) {
    this.ctx = ctx;
    this.desk = desk;
    this.session = session;
    this.csrf = csrf;
    this.from = from;
    this.texts = texts;
    this.form = form;
  }

  /** The request and answer as Javalin has them. */
  public Context ctx() {
    return ctx;
  }

  /** The session; there is one wherever Access is not ANYONE. */
  public Session session() {
    return Objects.requireNonNull(session, "an address for everybody has no session");
  }

  /** The session, if somebody is logged in. */
  public Optional<Session> reader() {
    return Optional.ofNullable(session);
  }

  /** Who is logged in. */
  public User user() {
    return session().user();
  }

  /** The cluster, with the rights of who is logged in and no others. */
  public UserCluster cluster() {
    return desk.clusters().of(user());
  }

  public From from() {
    return from;
  }

  public Texts texts() {
    return texts;
  }

  /** What was sent with POST. */
  public Form form() {
    return form;
  }

  /** A part of the path, decoded. */
  public String part(String name) {
    return ctx.pathParam(name);
  }

  /** A word of the query, or an empty text. */
  public String query(String name) {
    String value = ctx.queryParam(name);
    return value == null ? "" : value;
  }

  /** Whether htmx asks for a part of the page that it shows. */
  public boolean wantsPart() {
    return "true".equals(ctx.header("HX-Request"))
        && ctx.header("HX-History-Restore-Request") == null;
  }

  /** What stands around a page with this title. */
  public Frame frame(String title) {
    String query = ctx.queryString();
    return new Frame(
        title,
        texts,
        session,
        csrf,
        ctx.path() + (query == null ? "" : "?" + query),
        desk.clock().instant(),
        desk.assets());
  }

  /** Answers with a page. */
  public void show(int status, String template, Frame frame, Map<String, Object> parameters) {
    ctx.status(status).html(desk.pages().html(template, frame, parameters));
  }

  /** Answers with a page that is titled by a text. */
  public void show(String template, String titleKey, Map<String, Object> parameters) {
    show(200, template, frame(texts.of(titleKey)), parameters);
  }

  /** Sends the browser to another page of ours: a path that we wrote, never one that was sent. */
  public void goTo(String path) {
    if (wantsPart()) {
      ctx.status(204).header("HX-Redirect", path);
    } else {
      ctx.status(303).header("Location", path);
    }
  }

  /** Shows a sentence once, on the next page: in a cookie's place a word of the query. */
  public void goTo(String path, String noticeKey) {
    goTo(path + (path.contains("?") ? "&" : "?") + "notice=" + noticeKey);
  }
}
