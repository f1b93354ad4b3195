package io.keelson.console.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a change of a user. */
public sealed interface UserAnswer {

  /**
   * It is done.
   *
   * @param oneTimePassword to be shown once; absent when there is no new one
   */
  record Done(User user, @Nullable String oneTimePassword) implements UserAnswer {
    @Override
    public String toString() {
      return "done: " + user.name();
    }
  }

  /** It may not be so. */
  record Refused(List<UserFault> faults) implements UserAnswer {
    public Refused {
      faults = List.copyOf(faults);
    }
  }

  /** Kubernetes did not take it. */
  record Failed(String why) implements UserAnswer {}

  /** There is no such user. */
  record Missing() implements UserAnswer {}
}
