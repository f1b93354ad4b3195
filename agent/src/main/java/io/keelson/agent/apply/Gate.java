package io.keelson.agent.apply;

import io.keelson.agent.record.Fence;
import io.keelson.problem.Problem;
import io.keelson.wire.ApplyRequest;
import java.util.Optional;

/**
 * What a call has to pass before the host is touched for it. The node first: where it is not there,
 * there is nothing to keep an epoch on. For the host thread.
 */
public record Gate(Readiness readiness, Fence fence) {

  Optional<Problem> obstacle(ApplyRequest request, boolean dryRun) {
    return readiness.obstacle().or(() -> fence.check(request, dryRun));
  }
}
