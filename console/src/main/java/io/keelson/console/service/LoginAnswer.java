package io.keelson.console.service;

import java.time.Duration;

/** What became of a login. */
public sealed interface LoginAnswer {

  /**
   * It is one.
   *
   * @param cookie of the session, for the browser only
   * @param device of a cookie that outlives the session: with it this browser's next login as this
   *     user is not slowed by what others try
   */
  record Welcome(String cookie, String device, Session session) implements LoginAnswer {
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
