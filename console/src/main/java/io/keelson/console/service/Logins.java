package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Logs in. For any thread. */
public final class Logins {

  public Logins(
      Database database,
      InstantSource clock,
      Passwords passwords,
      Throttle throttle,
      Sessions sessions,
      FirstPassword first,
      Audit audit) {}

  /**
   * Logs somebody in; takes as long for who does not exist.
   *
   * @param device what an earlier login gave this browser
   */
  public LoginAnswer login(String name, String password, @Nullable String device, From from) {
    throw new UnsupportedOperationException();
  }

  /** Ends a session because its user wants so. */
  public void logout(Session session, From from) {
    throw new UnsupportedOperationException();
  }

  /** Changes the own password; every other session of the user ends. */
  public PasswordAnswer changeOwn(Session session, String old, String fresh, From from) {
    throw new UnsupportedOperationException();
  }
}
