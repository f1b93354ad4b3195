package io.keelson.agent.http;

import io.keelson.problem.Problem;
import java.util.List;

/** Ends the handling of a request with problems; the error mapper makes the answer. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  Refused(List<Problem> problems) {
    super(problems.getFirst().code(), null, false, false);
    this.problems = List.copyOf(problems);
  }

  static Refused of(String code, String field, String message) {
    return new Refused(List.of(Problem.of(code, field, message)));
  }

  List<Problem> problems() {
    return problems;
  }
}
