package io.keelson.agent.apply;

import io.keelson.agent.record.Fence;
import io.keelson.problem.Problem;
import java.util.Optional;

/**
 * What a call has to pass before the host is touched for it. The node first: where it is not there,
 * there is nothing to keep an epoch on. Then what an earlier change left undone. For the host
 * thread.
 */
public record Gate(Readiness readiness, Recovery recovery, Fence fence) {

  Optional<Problem> obstacle(Intent intent) {
    return readiness
        .obstacle()
        .or(recovery::obstacle)
        .or(() -> fence.check(intent.mark(), intent.dryRun()));
  }
}
