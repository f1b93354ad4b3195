package io.keelson.agent.apply;

import io.keelson.problem.Problem;
import io.keelson.wire.Report;
import java.util.List;

/** What became of a request. */
public sealed interface Outcome {

  /** All of it is so now, or would be after a dry run. */
  record Done(Report report) implements Outcome {}

  /** Nothing was changed, unless a problem says UNDO_FAILED. */
  record Refused(List<Problem> problems) implements Outcome {
    public Refused {
      problems = List.copyOf(problems);
    }

    /** True when this is all that is wrong. */
    public boolean isOnly(String code) {
      return problems.stream().allMatch(problem -> problem.code().equals(code));
    }
  }
}
