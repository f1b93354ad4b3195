package io.keelson.controller.plan;

import io.keelson.setting.Templates;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node, reduced to what decisions look at.
 *
 * @param uid of the Node object; another one under the same name is another machine
 * @param ip the InternalIP; null when it has none
 * @param ready whether its condition Ready is True
 */
public record Node(
    String name,
    String uid,
    @Nullable String ip,
    Map<String, String> labels,
    boolean ready,
    boolean unschedulable)
    implements Templates.Subject {

  private static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

  public Node {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(uid, "uid");
    labels = Map.copyOf(labels);
  }

  /** True when a host name that is made for this node is the same one for the other. */
  public boolean namesAs(Node other) {
    return name.equals(other.name) && Objects.equals(ip, other.ip) && labels.equals(other.labels);
  }

  /** True when it has the label of control-plane nodes, whatever the label's value. */
  public boolean isMaster() {
    return labels.containsKey(CONTROL_PLANE);
  }
}
