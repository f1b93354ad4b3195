package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who is logged in. For any thread. */
public final class Sessions {

  public Sessions(Database database, InstantSource clock, Duration idle, Duration life) {}

  /** The live session of a cookie; at most once a minute this counts as seen. */
  public Optional<Session> find(String cookie) {
    throw new UnsupportedOperationException();
  }

  /** Ends it. */
  public void end(Session session) {
    throw new UnsupportedOperationException();
  }

  /** Ends all of a user's, but for one; how many. */
  public int endAll(UUID user, @Nullable String exceptKey) {
    throw new UnsupportedOperationException();
  }

  /** Whether it lives, without counting as seen. */
  public boolean isAlive(String key) {
    throw new UnsupportedOperationException();
  }

  /** Tells the keys of sessions that end in this process. */
  public void onEnd(Consumer<String> listener) {
    throw new UnsupportedOperationException();
  }

  /** Removes what has expired; to be called now and then. */
  public void sweep() {
    throw new UnsupportedOperationException();
  }
}
