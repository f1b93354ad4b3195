package io.keelson.testing;

import io.keelson.problem.Problem;
import java.util.List;

/** How a {@link FakeAgent} answers a POST. */
public sealed interface Answer {

  /** As a healthy agent. */
  record Apply() implements Answer {}

  /** With problem details; nothing is changed. */
  record Refuse(int status, List<Problem> problems) implements Answer {

    public Refuse {
      problems = List.copyOf(problems);
    }

    /** With 422, as for parameters that cannot be. */
    public Refuse(List<Problem> problems) {
      this(422, problems);
    }

    /** With another status, such as 500 or 503, and one problem. */
    public static Refuse of(int status, String code, String message) {
      return new Refuse(status, List.of(Problem.of(code, "", message)));
    }
  }

  /** Not until {@link FakeAgent#letGo}; then as a healthy agent. */
  record Hang() implements Answer {}

  /** Ends the connection; nothing is changed. */
  record Drop() implements Answer {}

  /** Does what is asked and ends the connection without saying so. */
  record LoseAnswer() implements Answer {}
}
