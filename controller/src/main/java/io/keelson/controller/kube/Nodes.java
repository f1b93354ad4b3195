package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.keelson.controller.plan.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The nodes of the API server, of which only a small part is kept. */
final class Nodes {

  private Nodes() {}

  static Node of(io.fabric8.kubernetes.api.model.Node node) {
    Map<String, String> labels = node.getMetadata().getLabels();
    return new Node(
        node.getMetadata().getName(),
        Objects.requireNonNullElse(node.getMetadata().getUid(), ""),
        internalIp(node),
        labels == null ? Map.of() : labels,
        isReady(node),
        node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable()));
  }

  private static @Nullable String internalIp(io.fabric8.kubernetes.api.model.Node node) {
    return node.getStatus() == null
        ? null
        : node.getStatus().getAddresses().stream()
            .filter(address -> "InternalIP".equals(address.getType()))
            .map(NodeAddress::getAddress)
            .findFirst()
            .orElse(null);
  }

  private static boolean isReady(io.fabric8.kubernetes.api.model.Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(one -> "Ready".equals(one.getType()) && "True".equals(one.getStatus()));
  }

  /** Keeps of 5,000 nodes a fifth of the memory: images, conditions and managed fields go. */
  static final class SmallStore extends BasicItemStore<io.fabric8.kubernetes.api.model.Node> {

    SmallStore() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public io.fabric8.kubernetes.api.model.@Nullable Node put(
        String key, io.fabric8.kubernetes.api.model.Node node) {
      return super.put(key, reduced(node));
    }

    private static io.fabric8.kubernetes.api.model.Node reduced(
        io.fabric8.kubernetes.api.model.Node node) {
      Node kept = of(node);
      List<NodeAddress> addresses =
          kept.ip() == null ? List.of() : List.of(new NodeAddress(kept.ip(), "InternalIP"));
      NodeCondition ready = new NodeCondition();
      ready.setType("Ready");
      ready.setStatus(kept.ready() ? "True" : "False");
      return new NodeBuilder()
          .withNewMetadata()
          .withName(kept.name())
          .withUid(kept.uid())
          .withResourceVersion(node.getMetadata().getResourceVersion())
          .withLabels(kept.labels())
          .endMetadata()
          .withNewSpec()
          .withUnschedulable(kept.unschedulable())
          .endSpec()
          .withNewStatus()
          .withAddresses(addresses)
          .withConditions(ready)
          .endStatus()
          .build();
    }
  }
}
