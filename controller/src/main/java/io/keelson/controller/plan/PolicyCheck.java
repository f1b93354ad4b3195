package io.keelson.controller.plan;

import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.Setting;
import java.util.List;

/**
 * What of the site's policy takes a look at the node's labels, which agents do not know: the
 * bindings of namespaces. All the rest is left to the agents, who check everything anyway.
 */
public interface PolicyCheck {

  /** Without a policy of its own the controller leaves everything to the agents. */
  PolicyCheck LEFT_TO_AGENTS = (settings, namespace, node) -> List.of();

  /** Every refusal of what an object of this namespace asks of a node. */
  List<Problem> check(List<Setting> settings, String namespace, Node node);

  /** By this policy. */
  static PolicyCheck by(Policy policy) {
    return (settings, namespace, node) ->
        policy.checkBindings(
            settings, namespace, wanted -> node.labels().entrySet().containsAll(wanted.entrySet()));
  }

  /** As long as there is no policy: everything is refused. */
  static PolicyCheck nothing() {
    return (settings, namespace, node) ->
        Policy.NOTHING.check(settings, namespace, Policy.ANY_NODE);
  }
}
