package io.keelson.console.controller;

import io.keelson.console.page.Language;
import io.keelson.console.service.Logins;
import io.keelson.console.service.PasswordAnswer;
import io.keelson.console.service.PasswordFault;
import io.keelson.console.service.Users;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What users change about themselves: password and language. */
public final class Account implements Area {

  private final Logins logins;
  private final Users users;

  public Account(Logins logins, Users users) {
    this.logins = logins;
    this.users = users;
  }

  @Override
  public void routes(RouteSink routes) {
    routes.get("/password", Access.LOGGED_IN, visit -> page(visit, 200, List.of()));
    routes.post("/password", Access.LOGGED_IN, this::change);
    routes.post("/account/language", Access.LOGGED_IN, this::language);
  }

  private void change(Visit visit) {
    Form form = visit.form();
    String fresh = form.text("fresh");
    if (!fresh.equals(form.text("again"))) {
      page(visit, 422, List.of(visit.texts().of("password.differ")));
      return;
    }
    boolean had = !visit.user().mustChangePassword();
    switch (logins.changeOwn(visit.session(), form.text("old"), fresh, visit.from())) {
      case PasswordAnswer.Changed changed -> {
        Cookies.set(visit.ctx(), Cookies.SESSION, changed.cookie());
        if (had) {
          visit.goTo("/password", "password.changed");
        } else {
          visit.goTo("/", "password.changed");
        }
      }
      case PasswordAnswer.Wrong wrong ->
          page(visit, 422, List.of(visit.texts().of("password.wrong")));
      case PasswordAnswer.Wait wait -> page(visit, 429, List.of(words(visit, wait.atLeast())));
      case PasswordAnswer.Busy busy -> {
        visit.ctx().header("Retry-After", "2");
        page(visit, 503, List.of(visit.texts().of("login.busy")));
      }
      case PasswordAnswer.Bad bad ->
          page(visit, 422, bad.faults().stream().map(fault -> words(visit, fault)).toList());
    }
  }

  private static String words(Visit visit, Duration wait) {
    return visit.texts().count("login.wait", Math.max(1, wait.toSeconds()));
  }

  private static String words(Visit visit, PasswordFault fault) {
    return visit.texts().of("password.fault." + fault.name().toLowerCase(Locale.ROOT));
  }

  private void language(Visit visit) {
    Language.of(visit.form().text("language"))
        .ifPresent(chosen -> users.setLanguage(visit.user().id(), chosen.code()));
    visit.goTo("/password");
  }

  private static void page(Visit visit, int status, List<String> troubles) {
    visit.show(
        status,
        "frame/password.jte",
        visit.frame(visit.texts().of("password.title")),
        Map.of("first", visit.user().mustChangePassword(), "troubles", troubles));
  }
}
