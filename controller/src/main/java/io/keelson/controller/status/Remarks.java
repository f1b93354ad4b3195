package io.keelson.controller.status;

import io.keelson.problem.Problem;
import java.util.List;

/**
 * What a person should know although it worked.
 *
 * @param warnings such as a later file that wins at the next boot
 * @param kept what was to be given back and was not, and why
 * @param notPersistent what is so now but will not be after a reboot, and why
 */
public record Remarks(List<String> warnings, List<Problem> kept, List<Problem> notPersistent) {

  public static final Remarks NONE = new Remarks(List.of(), List.of(), List.of());

  public Remarks {
    warnings = List.copyOf(warnings);
    kept = List.copyOf(kept);
    notPersistent = List.copyOf(notPersistent);
  }

  static Remarks warnings(List<String> warnings) {
    return new Remarks(warnings, List.of(), List.of());
  }

  static Remarks kept(List<Problem> kept) {
    return new Remarks(List.of(), kept, List.of());
  }
}
