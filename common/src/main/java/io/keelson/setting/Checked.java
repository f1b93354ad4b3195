package io.keelson.setting;

import io.keelson.problem.Problem;
import java.util.List;

/**
 * What came out of checking parameters: either all settings, or every problem found. Never a part
 * of them.
 */
public sealed interface Checked {

  /** Every parameter is good. */
  record Valid(List<Setting> settings) implements Checked {
    public Valid {
      settings = List.copyOf(settings);
    }
  }

  /** At least one parameter is not good; the others are not to be used either. */
  record Invalid(List<Problem> problems) implements Checked {
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("invalid without a problem");
      }
    }
  }
}
