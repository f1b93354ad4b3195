package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.problem.Problem;
import java.util.List;

/** The host cannot do what is asked, and nothing was changed. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  private Refusal(List<Problem> problems) {
    super(problems.getFirst().message());
    this.problems = List.copyOf(problems);
  }

  List<Problem> problems() {
    return problems;
  }

  /** A look at the host. */
  interface Look {
    void run() throws HostException;
  }

  /** Looks, and notes what is wrong as a problem of that parameter. */
  static void collect(List<Problem> problems, int parameter, Look look) {
    try {
      look.run();
    } catch (HostException e) {
      Problem problem = e.problem();
      problems.add(
          new Problem(
              problem.code(), "parameters[" + parameter + "]", problem.key(), problem.message()));
    }
  }

  static void throwIfAny(List<Problem> problems) throws Refusal {
    if (!problems.isEmpty()) {
      throw new Refusal(problems);
    }
  }
}
