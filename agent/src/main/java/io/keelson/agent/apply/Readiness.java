package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.HOST_UNAVAILABLE;
import static io.keelson.problem.ProblemCode.SYSCTL_WRONG_NAMESPACE;

import io.keelson.agent.host.HostRootCheck;
import io.keelson.agent.host.HostThread;
import io.keelson.problem.Problem;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether what the agent sees is the node at all. Asked before every look at it: a value of the
 * agent's own container, given out as the node's, would be worse than none. And whether it has the
 * node for itself. For the host thread.
 *
 * @param lock says why it has not
 */
public record Readiness(HostThread thread, HostRootCheck root, Supplier<Optional<String>> lock) {

  /** Why nothing can be read or changed now; empty when all is well. */
  public Optional<Problem> obstacle() {
    return thread
        .obstacle()
        .map(why -> notReady(SYSCTL_WRONG_NAMESPACE, why))
        .or(() -> root.missing().or(lock).map(why -> notReady(HOST_UNAVAILABLE, why)));
  }

  private static Problem notReady(String code, String why) {
    return Problem.of(code, "", "this node is not ready: " + why);
  }
}
