package io.keelson.console.service;

import io.keelson.console.model.GrantValue;
import io.keelson.console.model.UserRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user of the console.
 *
 * @param name a DNS label; the service account is named after it
 * @param administrator whether it administers users and sees the audit
 * @param language code of the chosen one; empty: as the browser says
 * @param grants what it may in the cluster, by namespace
 */
public record User(
    UUID id,
    String name,
    boolean administrator,
    boolean enabled,
    boolean mustChangePassword,
    String language,
    List<Grant> grants,
    Instant created,
    @Nullable Instant lastLogin) {

  public User {
    grants = List.copyOf(grants);
  }

  static User of(UserRow row) {
    return new User(
        row.id(),
        row.name(),
        row.administrator(),
        row.enabled(),
        row.mustChangePassword(),
        row.language(),
        row.grants().stream()
            .map(User::grant)
            .sorted(Comparator.comparing(Grant::namespace))
            .toList(),
        row.created(),
        row.lastLogin());
  }

  private static Grant grant(GrantValue value) {
    return new Grant(
        value.namespace(),
        Role.of(value.role())
            .orElseThrow(() -> new IllegalStateException("no such role: " + value.role())));
  }
}
