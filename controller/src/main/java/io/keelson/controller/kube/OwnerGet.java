package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.keelson.controller.depart.OwnerLookup;
import io.keelson.wire.Owner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks for one MyKind by its name. What an agent says stands in the path, so it must be a name.
 * Without a resourceVersion the answer is from the database and not from a cache.
 */
final class OwnerGet implements OwnerLookup {

  private static final int NOT_FOUND = 404;
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final ApiServer server;

  OwnerGet(ApiServer server) {
    this.server = server;
  }

  @Override
  public CompletionStage<Found> find(Owner owner) {
    if (!ObjectName.isOne(owner.namespace()) || !ObjectName.isOne(owner.name())) {
      return CompletableFuture.completedFuture(Found.UNKNOWN);
    }
    return server
        .get(MyKinds.path(owner))
        .handle((response, fault) -> fault == null ? found(owner, response) : Found.UNKNOWN);
  }

  private static Found found(Owner owner, HttpResponse<String> response) {
    if (response.code() == NOT_FOUND) {
      return isOfThatObject(owner, response.body()) ? Found.GONE : Found.UNKNOWN;
    }
    if (response.code() >= 300) {
      return Found.UNKNOWN;
    }
    return MyKindMeta.of(response.body())
        .map(meta -> meta.uid().equals(owner.uid()) ? Found.THERE : Found.GONE)
        .orElse(Found.UNKNOWN);
  }

  /** Without the CRD every path is not found. */
  private static boolean isOfThatObject(Owner owner, String body) {
    try {
      Status status = SERIALIZATION.unmarshal(body, Status.class);
      return "NotFound".equals(status.getReason())
          && status.getDetails() != null
          && owner.name().equals(status.getDetails().getName());
    } catch (RuntimeException e) {
      return false;
    }
  }
}
