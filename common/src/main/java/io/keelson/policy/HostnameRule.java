package io.keelson.policy;

import static io.keelson.problem.ProblemCode.HOSTNAME_NOT_ALLOWED;

import io.keelson.problem.Problem;
import io.keelson.setting.Hostname;
import java.util.Optional;

/**
 * Whether nodes may be given names.
 *
 * @param kubeletNodeName whether it is accepted that a name takes the node's name in Kubernetes
 *     away: the agent refuses it otherwise, on a node whose kubelet takes its name from the host
 */
public record HostnameRule(boolean allowed, boolean kubeletNodeName) {

  static final HostnameRule REFUSED = new HostnameRule(false, false);

  Optional<Problem> check(String field) {
    return allowed
        ? Optional.empty()
        : Optional.of(
            new Problem(
                HOSTNAME_NOT_ALLOWED,
                field + ".key",
                Hostname.KEY,
                "the policy allows no host names (hostname.allowed is not true)"));
  }

  String summary() {
    if (!allowed) {
      return "hostname: refused";
    }
    return kubeletNodeName
        ? "hostname: allowed, also where the kubelet takes the node's name from it"
        : "hostname: allowed";
  }
}
