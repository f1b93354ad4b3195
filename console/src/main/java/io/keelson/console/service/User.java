package io.keelson.console.service;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user of the console.
 *
 * @param name a DNS label; the service account is named after it
 * @param administrator whether it administers users and sees the audit
 * @param language code of the chosen one; empty: as the browser says
 * @param grants what it may in the cluster
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
}
