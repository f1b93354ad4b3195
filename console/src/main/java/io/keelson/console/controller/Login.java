package io.keelson.console.controller;

import io.javalin.http.Context;
import io.keelson.console.page.Language;
import io.keelson.console.page.Texts;
import io.keelson.console.service.LoginAnswer;
import io.keelson.console.service.Logins;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Logging in and out, and the language before that. */
public final class Login implements Area {

  /** Where somebody may be sent after login: a path of ours, nothing that names a host. */
  private static final Pattern OURS = Pattern.compile("/(?![/\\\\])[-A-Za-z0-9._~/?&=%+]{0,500}");

  private static final int A_YEAR = 365 * 24 * 3600;

  private final Logins logins;
  private final Desk desk;

  public Login(Logins logins, Desk desk) {
    this.logins = logins;
    this.desk = desk;
  }

  @Override
  public void routes(RouteSink routes) {
    routes.get("/login", Access.ANYONE, this::page);
    routes.post("/login", Access.ANYONE, this::login);
    routes.post("/logout", Access.LOGGED_IN, this::logout);
    routes.post("/language", Access.ANYONE, this::language);
  }

  /** Sends somebody who is not logged in to the login page, and back afterwards. */
  static void ask(Context ctx) {
    String query = ctx.queryString();
    String path = ctx.path() + (query == null ? "" : "?" + query);
    boolean isPart = "true".equals(ctx.header("HX-Request"));
    String target = "/login";
    if (ctx.req().getMethod().equals("GET") && !isPart && !path.equals("/")) {
      target += "?next=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    }
    if (isPart) {
      ctx.status(401).header("HX-Redirect", target);
    } else {
      ctx.status(303).header("Location", target);
    }
  }

  private void page(Visit visit) {
    if (visit.reader().isPresent()) {
      visit.goTo("/");
      return;
    }
    form(visit, 200, "", Optional.empty());
  }

  private void login(Visit visit) {
    String name = visit.form().text("name");
    String password = visit.form().text("password");
    String device = Cookies.find(visit.ctx(), Cookies.DEVICE).orElse(null);
    switch (logins.login(name, password, device, visit.from())) {
      case LoginAnswer.Welcome welcome -> {
        // Whoever was logged in here before is not any more.
        visit.reader().ifPresent(desk.sessions()::end);
        Cookies.set(visit.ctx(), Cookies.SESSION, welcome.cookie());
        Cookies.keep(visit.ctx(), Cookies.DEVICE, welcome.device(), A_YEAR);
        Cookies.remove(visit.ctx(), Cookies.LOGIN);
        visit.goTo(next(visit.form().text("next")));
      }
      case LoginAnswer.Wrong wrong ->
          form(visit, 401, name, Optional.of(visit.texts().of("login.wrong")));
      case LoginAnswer.Wait wait -> {
        long seconds = Math.max(1, wait.atLeast().toSeconds());
        visit.ctx().header("Retry-After", String.valueOf(seconds));
        form(visit, 429, name, Optional.of(sentence(visit.texts(), wait.atLeast())));
      }
      case LoginAnswer.Busy busy -> {
        visit.ctx().header("Retry-After", "2");
        form(visit, 503, name, Optional.of(visit.texts().of("login.busy")));
      }
    }
  }

  private static String sentence(Texts texts, Duration wait) {
    long seconds = Math.max(1, wait.toSeconds());
    return seconds < 120
        ? texts.count("login.wait", seconds)
        : texts.count("login.waitminutes", seconds / 60);
  }

  private void logout(Visit visit) {
    logins.logout(visit.session(), visit.from());
    Cookies.remove(visit.ctx(), Cookies.SESSION);
    visit.ctx().header("Clear-Site-Data", "\"cache\", \"storage\"");
    visit.goTo("/login");
  }

  /** For somebody logged in it is kept with the user, by the page of the own account. */
  private void language(Visit visit) {
    Language.of(visit.form().text("language"))
        .ifPresent(chosen -> Cookies.keep(visit.ctx(), Cookies.LANGUAGE, chosen.code(), A_YEAR));
    visit.goTo(next(visit.form().text("next")));
  }

  private static void form(Visit visit, int status, String name, Optional<String> trouble) {
    Context ctx = visit.ctx();
    Optional<String> known = Cookies.find(ctx, Cookies.LOGIN);
    String token = known.orElseGet(Cookies::random);
    if (known.isEmpty()) {
      Cookies.set(ctx, Cookies.LOGIN, token);
    }
    String sent = status == 200 ? visit.query("next") : visit.form().text("next");
    visit.show(
        status,
        "frame/login.jte",
        visit.frame(visit.texts().of("login.title")),
        Map.of(
            "token",
            token,
            "name",
            name.length() > 128 ? "" : name,
            "next",
            OURS.matcher(sent).matches() ? sent : "",
            "trouble",
            trouble.orElse("")));
  }

  private static String next(String wanted) {
    boolean isFree = !wanted.startsWith("/login") && !wanted.startsWith("/logout");
    return isFree && OURS.matcher(wanted).matches() ? wanted : "/";
  }
}
