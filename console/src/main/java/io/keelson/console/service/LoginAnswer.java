package io.keelson.console.service;

import java.time.Duration;

/** What became of a login. */
public sealed interface LoginAnswer {

  /**
   * It is one.
   *
   * @param cookie for the browser only
   */
  record Welcome(String cookie, Session session) implements LoginAnswer {
    @Override
    public String toString() {
      return "welcome " + session.user().name();
    }
  }

  /** Unknown, disabled or a wrong password: nobody is told which. */
  record Wrong() implements LoginAnswer {}

  /** Too many attempts. */
  record Wait(Duration atLeast) implements LoginAnswer {}

  /** Too many logins at this moment. */
  record Busy() implements LoginAnswer {}
}
