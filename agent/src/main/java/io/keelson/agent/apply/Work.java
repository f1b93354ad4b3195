package io.keelson.agent.apply;

import io.keelson.wire.Change;
import java.util.List;

/**
 * What one request comes to on this host.
 *
 * @param changes for the report, one for each parameter
 * @param steps what has to be done, in order; empty when all is so already
 * @param warnings for the report
 */
record Work(List<Change> changes, List<Step> steps, List<String> warnings) {

  Work {
    changes = List.copyOf(changes);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }
}
