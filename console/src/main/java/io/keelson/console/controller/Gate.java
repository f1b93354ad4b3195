package io.keelson.console.controller;

import io.javalin.http.Context;
import io.keelson.console.controller.Area.VisitHandler;
import io.keelson.console.page.Language;
import io.keelson.console.page.Texts;
import io.keelson.console.service.From;
import io.keelson.console.service.Session;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes before its address does anything: origin, session, rights in the
 * console, and for changes the form's token. May be used by many threads.
 */
final class Gate {

  private static final String FORM = "application/x-www-form-urlencoded";

  private final Desk desk;
  private final Callers callers;
  private final Bodies bodies;

  Gate(Desk desk, Callers callers, Bodies bodies) {
    this.desk = desk;
    this.callers = callers;
    this.bodies = bodies;
  }

  /** Serves an address that only shows. */
  void show(Context ctx, Access access, VisitHandler handler) throws Exception {
    if (!isOurs(ctx, true)) {
      throw new Refusal(403, "error.origin");
    }
    Optional<Session> session = session(ctx);
    if (isLet(ctx, access, session)) {
      handler.handle(visit(ctx, session.orElse(null), Form.EMPTY));
    }
  }

  /** Serves an address that changes something. */
  void change(Context ctx, Access access, VisitHandler handler) throws Exception {
    if (!isOurs(ctx, false)) {
      throw new Refusal(403, "error.origin");
    }
    if (!isForm(ctx)) {
      throw new Refusal(415, "error.type");
    }
    Optional<Session> session = session(ctx);
    if (!isLet(ctx, access, session)) {
      return;
    }
    try (Bodies.Lease lease = bodies.take(ctx, session.isPresent())) {
      Form form = Form.of(lease.bytes());
      if (!same(form.text("csrf"), csrf(ctx, session.orElse(null)))) {
        throw new Refusal(403, "error.csrf");
      }
      handler.handle(visit(ctx, session.orElse(null), form));
    }
  }

  /** Who asks, as far as it is known, for a page that says what went wrong. */
  Visit stranger(Context ctx) {
    return visit(ctx, session(ctx).orElse(null), Form.EMPTY);
  }

  /** The same without a look into the database, which may be what went wrong. */
  Visit unknown(Context ctx) {
    return visit(ctx, null, Form.EMPTY);
  }

  private boolean isLet(Context ctx, Access access, Optional<Session> session) {
    if (access == Access.ANYONE) {
      return true;
    }
    if (session.isEmpty()) {
      Login.ask(ctx);
      return false;
    }
    if (access != Access.LOGGED_IN && session.get().user().mustChangePassword()) {
      visit(ctx, session.get(), Form.EMPTY).goTo("/password");
      return false;
    }
    if (access == Access.ADMINISTRATOR && !session.get().user().administrator()) {
      throw new Refusal(403, "error.administrators");
    }
    return true;
  }

  /** Looked up once for each request. */
  private Optional<Session> session(Context ctx) {
    Optional<Session> known = ctx.attribute("session");
    if (known == null) {
      known = Cookies.find(ctx, Cookies.SESSION).flatMap(desk.sessions()::find);
      ctx.attribute("session", known);
    }
    return known;
  }

  /**
   * Whether one of our own pages asks. Browsers say so in Sec-Fetch-Site, and with each POST in
   * Origin; who says neither is no browser with somebody's cookie, and may read but not change.
   *
   * @param reading a link or an address typed by hand may come from elsewhere
   */
  private static boolean isOurs(Context ctx, boolean reading) {
    String site = ctx.header("Sec-Fetch-Site");
    String origin = ctx.header("Origin");
    // Under our own Referrer-Policy browsers write "null" for a form of ours; then the other says
    // it.
    boolean isUntold = "null".equals(origin) && "same-origin".equals(site);
    if (origin != null && !isUntold && !origin.equals("https://" + ctx.header("Host"))) {
      return false;
    }
    if (site == null) {
      return reading || origin != null;
    }
    boolean isPage = "navigate".equals(ctx.header("Sec-Fetch-Mode"));
    return site.equals("same-origin") || (reading && (site.equals("none") || isPage));
  }

  private static boolean isForm(Context ctx) {
    String type = ctx.header("Content-Type");
    return type != null
        && (type.equalsIgnoreCase(FORM)
            || type.equalsIgnoreCase(FORM + ";charset=utf-8")
            || type.equalsIgnoreCase(FORM + "; charset=utf-8"));
  }

  /** The token of the session; before login the one of the cookie made for it. */
  private static String csrf(Context ctx, @Nullable Session session) {
    return session != null ? session.csrf() : Cookies.find(ctx, Cookies.LOGIN).orElse("");
  }

  private static boolean same(String sent, String kept) {
    return !kept.isEmpty()
        && MessageDigest.isEqual(
            sent.getBytes(StandardCharsets.UTF_8), kept.getBytes(StandardCharsets.UTF_8));
  }

  private Visit visit(Context ctx, @Nullable Session session, Form form) {
    From from = new From(callers.address(ctx), requestId(ctx));
    Texts texts = Texts.in(language(ctx, session));
    return new Visit(ctx, desk, session, csrf(ctx, session), from, texts, form);
  }

  static String requestId(Context ctx) {
    String known = ctx.attribute("request");
    if (known == null) {
      known = Cookies.requestId();
      ctx.attribute("request", known);
      ctx.header("X-Request-Id", known);
    }
    return known;
  }

  private static Language language(Context ctx, @Nullable Session session) {
    return Optional.ofNullable(session)
        .flatMap(some -> Language.of(some.user().language()))
        .or(() -> Cookies.find(ctx, Cookies.LANGUAGE).flatMap(Language::of))
        .orElseGet(() -> Language.accepted(ctx.header("Accept-Language")));
  }
}
