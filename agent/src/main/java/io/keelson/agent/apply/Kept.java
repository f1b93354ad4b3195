package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.BACKUP_LOST;
import static io.keelson.problem.ProblemCode.CHANGED_SINCE;

import io.keelson.problem.Problem;

/** Why something is not given back, in words. */
final class Kept {

  private Kept() {}

  static Problem changedSince(String key, String how) {
    return new Problem(CHANGED_SINCE, "", key, key + ": " + how + ": it is left as it is");
  }

  static Problem changedSince(String key) {
    return changedSince(key, "somebody else has changed it since Keelson set it");
  }

  static Problem backupLost(String key) {
    return new Problem(
        BACKUP_LOST,
        "",
        key,
        key
            + ": what it was before Keelson set it is lost, or not as it was kept: it is left as it is");
  }
}
