package io.keelson.console.service;

import java.time.Duration;
import java.util.List;

/** What became of a change of the own password. */
public sealed interface PasswordAnswer {

  /** It is changed; this is the only session left. */
  record Changed(String cookie, Session session) implements PasswordAnswer {
    @Override
    public String toString() {
      return "changed by " + session.user().name();
    }
  }

  /** The present password is not right. */
  record Wrong() implements PasswordAnswer {}

  /** Too many attempts. */
  record Wait(Duration atLeast) implements PasswordAnswer {}

  /** Too many logins at this moment. */
  record Busy() implements PasswordAnswer {}

  /** The new one is not taken. */
  record Bad(List<PasswordFault> faults) implements PasswordAnswer {
    public Bad {
      faults = List.copyOf(faults);
    }
  }
}
