package io.keelson.wire;

import io.keelson.problem.Problem;
import java.util.List;
import java.util.Objects;

/**
 * The answer to a POST that succeeded.
 *
 * @param changes one for each parameter, in their order, and after them one for each key that was
 *     given back
 * @param kept what was to be given back and was not, because somebody else has changed it since or
 *     because what it was before is lost; it is no longer held for the owner
 * @param notPersistent what is so now, but will not be after a reboot, and why
 * @param warnings what a person should know although it worked, such as a later file that wins at
 *     the next boot
 */
public record Report(
    String node,
    boolean dryRun,
    List<Change> changes,
    List<Problem> kept,
    List<Problem> notPersistent,
    List<String> warnings) {

  public Report {
    Objects.requireNonNull(node, "node");
    changes = List.copyOf(Objects.requireNonNull(changes, "changes"));
    kept = List.copyOf(Objects.requireNonNull(kept, "kept"));
    notPersistent = List.copyOf(Objects.requireNonNull(notPersistent, "notPersistent"));
    warnings = List.copyOf(Objects.requireNonNull(warnings, "warnings"));
  }
}
