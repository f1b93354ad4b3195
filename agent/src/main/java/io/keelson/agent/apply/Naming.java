package io.keelson.agent.apply;

import io.keelson.agent.host.boot.KubeletSources;
import io.keelson.agent.host.boot.NameSources;
import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.Hostname;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a new name of the node means to others on it.
 *
 * @param node the node's name in Kubernetes
 */
public record Naming(
    String node,
    Supplier<Policy> policy,
    KubeletSources kubelet,
    NameSources sources,
    NamePace pace) {

  /** Fails when the node would lose its name in Kubernetes, and nobody has accepted that. */
  void checkKubelet(Hostname wanted) throws Refusal {
    if (!policy.get().hostname().kubeletNodeName()) {
      Refusal.throwIfAny(kubelet.read().refusal(wanted, node).stream().toList());
    }
  }

  List<Problem> notPersistent(Hostname wanted) {
    return sources.read().notPersistent(wanted);
  }
}
