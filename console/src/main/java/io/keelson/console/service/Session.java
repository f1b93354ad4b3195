package io.keelson.console.service;

import java.time.Instant;

/**
 * Somebody who is logged in.
 *
 * @param key the cookie's SHA-256 in hex: the cookie itself is kept nowhere
 * @param csrf goes with every form
 */
public record Session(String key, User user, String csrf, Instant since, Instant lastSeen) {

  @Override
  public String toString() {
    return "session of " + user.name();
  }
}
