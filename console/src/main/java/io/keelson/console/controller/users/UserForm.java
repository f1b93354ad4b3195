package io.keelson.console.controller.users;

import io.keelson.console.controller.Form;
import io.keelson.console.service.Grant;
import io.keelson.console.service.Role;
import io.keelson.console.service.User;
import java.util.ArrayList;
import java.util.List;

/**
 * A user as a form shows and sends it.
 *
 * @param rows a role in a namespace each; rows without a namespace are not sent on
 */
public record UserForm(String name, boolean administrator, boolean enabled, List<Row> rows) {

  private static final int EMPTY_ROWS = 3;
  private static final int MOST_ROWS = 200;

  /** One line of the form. */
  public record Row(String namespace, Role role) {}

  public UserForm {
    rows = List.copyOf(rows);
  }

  static UserForm empty() {
    return new UserForm("", false, true, List.of()).padded();
  }

  static UserForm of(User user) {
    List<Row> rows =
        user.grants().stream().map(grant -> new Row(grant.namespace(), grant.role())).toList();
    return new UserForm(user.name(), user.administrator(), user.enabled(), rows).padded();
  }

  static UserForm of(Form form, boolean isNew) {
    List<String> namespaces = form.all("namespace");
    List<String> roles = form.all("role");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Math.min(Math.min(namespaces.size(), roles.size()), MOST_ROWS); i++) {
      String namespace = namespaces.get(i).strip();
      if (!namespace.isEmpty()) {
        rows.add(new Row(namespace, Role.of(roles.get(i)).orElse(Role.VIEWER)));
      }
    }
    boolean enabled = isNew || form.has("enabled");
    return new UserForm(form.text("name").strip(), form.has("administrator"), enabled, rows)
        .padded();
  }

  /** With some empty rows to write into. */
  private UserForm padded() {
    List<Row> padded = new ArrayList<>(rows);
    for (int i = 0; i < EMPTY_ROWS; i++) {
      padded.add(new Row("", Role.VIEWER));
    }
    return new UserForm(name, administrator, enabled, padded);
  }

  List<Grant> grants() {
    return rows.stream()
        .filter(row -> !row.namespace.isEmpty())
        .map(row -> new Grant(row.namespace, row.role))
        .toList();
  }
}
