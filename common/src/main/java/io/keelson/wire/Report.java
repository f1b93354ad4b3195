package io.keelson.wire;

import java.util.List;
import java.util.Objects;

/**
 * The answer to a POST that succeeded.
 *
 * @param changes one for each parameter, in their order
 * @param warnings what a person should know although it worked, such as a later file that wins at
 *     the next boot
 */
public record Report(String node, boolean dryRun, List<Change> changes, List<String> warnings) {

  public Report {
    Objects.requireNonNull(node, "node");
    changes = List.copyOf(Objects.requireNonNull(changes, "changes"));
    warnings = List.copyOf(Objects.requireNonNull(warnings, "warnings"));
  }
}
