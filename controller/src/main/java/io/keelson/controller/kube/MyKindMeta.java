package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;

/** What of a MyKind's metadata its deletion depends on, as the API server answers a GET. */
record MyKindMeta(String uid, List<String> finalizers) {

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  MyKindMeta {
    finalizers = List.copyOf(finalizers);
  }

  /** Empty when that is not a MyKind. */
  static Optional<MyKindMeta> of(String json) {
    try {
      GenericKubernetesResource resource =
          SERIALIZATION.unmarshal(json, GenericKubernetesResource.class);
      return Optional.of(
          new MyKindMeta(resource.getMetadata().getUid(), resource.getMetadata().getFinalizers()));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}
