package io.keelson.console.controller.users;

import io.keelson.console.controller.Access;
import io.keelson.console.controller.Area;
import io.keelson.console.controller.Refusal;
import io.keelson.console.controller.Visit;
import io.keelson.console.service.Paged;
import io.keelson.console.service.User;
import io.keelson.console.service.UserAnswer;
import io.keelson.console.service.Users;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The users of the console, for its administrators. */
public final class UsersArea implements Area {

  private final Users users;

  public UsersArea(Users users) {
    this.users = users;
  }

  @Override
  public void routes(RouteSink routes) {
    routes.get("/users", Access.ADMINISTRATOR, this::list);
    routes.get("/users/new", Access.ADMINISTRATOR, UsersArea::fresh);
    routes.post("/users/new", Access.ADMINISTRATOR, this::create);
    routes.get("/users/{id}", Access.ADMINISTRATOR, this::one);
    routes.post("/users/{id}", Access.ADMINISTRATOR, this::update);
    routes.post("/users/{id}/password", Access.ADMINISTRATOR, this::reset);
    routes.post("/users/{id}/delete", Access.ADMINISTRATOR, this::delete);
  }

  private void list(Visit visit) {
    String search = visit.query("search").strip();
    Paged<User> page = users.page(search, number(visit.query("page")));
    String link = "/users?search=" + URLEncoder.encode(search, StandardCharsets.UTF_8) + "&";
    visit.show(
        "users/list.jte", "users.title", Map.of("page", page, "search", search, "link", link));
  }

  /** The page of the query, from 1; nonsense is the first. */
  static int number(String text) {
    return text.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(text) : 1;
  }

  private static void fresh(Visit visit) {
    form(visit, 200, "", UserForm.empty(), List.of());
  }

  private void create(Visit visit) {
    UserForm form = UserForm.of(visit.form(), true);
    UserAnswer answer =
        users.create(form.name(), form.administrator(), form.grants(), visit.user(), visit.from());
    answer(visit, "", form, answer);
  }

  private void one(Visit visit) {
    User user = find(visit);
    form(visit, 200, user.id().toString(), UserForm.of(user), List.of());
  }

  private void update(Visit visit) {
    User user = find(visit);
    UserForm sent = UserForm.of(visit.form(), false);
    UserForm form = new UserForm(user.name(), sent.administrator(), sent.enabled(), sent.rows());
    UserAnswer answer =
        users.update(
            user.id(),
            form.administrator(),
            form.enabled(),
            form.grants(),
            visit.user(),
            visit.from());
    answer(visit, user.id().toString(), form, answer);
  }

  private void reset(Visit visit) {
    User user = find(visit);
    UserAnswer answer = users.resetPassword(user.id(), visit.user(), visit.from());
    answer(visit, user.id().toString(), UserForm.of(user), answer);
  }

  private void delete(Visit visit) {
    User user = find(visit);
    if (!visit.form().text("confirm").equals(user.name())) {
      form(
          visit,
          422,
          user.id().toString(),
          UserForm.of(user),
          List.of(visit.texts().of("users.confirm", user.name())));
      return;
    }
    UserAnswer answer = users.delete(user.id(), visit.user(), visit.from());
    if (answer instanceof UserAnswer.Done) {
      visit.goTo("/users", "users.deleted");
    } else {
      answer(visit, user.id().toString(), UserForm.of(user), answer);
    }
  }

  private static void answer(Visit visit, String id, UserForm form, UserAnswer answer) {
    switch (answer) {
      case UserAnswer.Done done -> {
        if (done.oneTimePassword() == null) {
          visit.goTo("/users", "users.saved");
        } else {
          visit.show(
              "users/password.jte",
              "users.onetime",
              Map.of("user", done.user(), "password", done.oneTimePassword()));
        }
      }
      case UserAnswer.Refused refused ->
          form(
              visit,
              422,
              id,
              form,
              refused.faults().stream()
                  .map(fault -> "users.fault." + fault.name().toLowerCase(Locale.ROOT))
                  .map(key -> visit.texts().of(key))
                  .toList());
      case UserAnswer.Failed failed ->
          form(visit, 502, id, form, List.of(visit.texts().of("users.failed", failed.why())));
      case UserAnswer.Missing missing -> throw missing();
    }
  }

  private static void form(
      Visit visit, int status, String id, UserForm form, List<String> troubles) {
    String title =
        id.isEmpty() ? visit.texts().of("users.new") : visit.texts().of("users.one", form.name());
    visit.show(
        status,
        "users/form.jte",
        visit.frame(title),
        Map.of("id", id, "form", form, "troubles", troubles));
  }

  private User find(Visit visit) {
    try {
      return users.find(UUID.fromString(visit.part("id"))).orElseThrow(UsersArea::missing);
    } catch (IllegalArgumentException notAnId) {
      throw missing();
    }
  }

  private static Refusal missing() {
    return new Refusal(404, "users.missing");
  }
}
