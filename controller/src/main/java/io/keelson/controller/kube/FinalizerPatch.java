package io.keelson.controller.kube;

import io.fabric8.kubernetes.client.http.HttpResponse;
import io.keelson.controller.depart.Finalizers;
import io.keelson.wire.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Our finalizer, by patches that touch nothing else: put on by server-side apply with a field
 * manager of its own, taken off at the place where it was seen, unless anything moved meanwhile.
 */
final class FinalizerPatch implements Finalizers {

  private static final String FIELD_MANAGER = "keelson-controller-finalizer";
  private static final String APPLY = "application/apply-patch+yaml";
  private static final String JSON_PATCH = "application/json-patch+json";
  private static final String RIGHT = "get and patch mykinds of " + MyKinds.GROUP;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int INVALID = 422;

  private final ApiServer server;
  private final Rights rights;

  FinalizerPatch(ApiServer server, Rights rights) {
    this.server = server;
    this.rights = rights;
  }

  @Override
  public CompletionStage<Put> put(Owner owner) {
    Map<String, Object> body =
        Map.of(
            "apiVersion",
            MyKinds.API_VERSION,
            "kind",
            MyKinds.KIND,
            "metadata",
            Map.of(
                "name",
                owner.name(),
                "namespace",
                owner.namespace(),
                "uid",
                owner.uid(),
                "finalizers",
                List.of(NAME)));
    String path = MyKinds.path(owner) + "?force=true&fieldManager=" + FIELD_MANAGER;
    return server
        .send("PATCH", path, APPLY, body)
        .handle((response, fault) -> fault == null ? ended(response) : failed(fault));
  }

  /** Gone: 404; another uid: 409; being deleted, so that none may be added: 422. */
  private Put ended(HttpResponse<String> response) {
    return switch (response.code()) {
      case NOT_FOUND, CONFLICT, INVALID -> new Put.Gone();
      default -> stored(response);
    };
  }

  private Put stored(HttpResponse<String> response) {
    if (response.code() == Rights.FORBIDDEN) {
      rights.denied(RIGHT);
    } else if (response.code() < 300) {
      rights.granted(RIGHT);
      return new Put.Done();
    }
    return new Put.Failed("HTTP " + response.code() + ": " + response.body());
  }

  private static Put failed(Throwable fault) {
    return new Put.Failed(fault.toString());
  }

  @Override
  public CompletionStage<Put> take(Owner owner) {
    return server
        .get(MyKinds.path(owner))
        .thenCompose(response -> takeFrom(owner, response))
        .exceptionally(FinalizerPatch::failed);
  }

  private CompletionStage<Put> takeFrom(Owner owner, HttpResponse<String> response) {
    if (response.code() == NOT_FOUND) {
      return CompletableFuture.completedFuture(new Put.Done());
    }
    if (response.code() >= 300) {
      return CompletableFuture.completedFuture(stored(response));
    }
    Optional<MyKindMeta> meta = MyKindMeta.of(response.body());
    if (meta.isEmpty()) {
      return CompletableFuture.completedFuture(new Put.Failed("its metadata cannot be read"));
    }
    int place = meta.get().finalizers().indexOf(NAME);
    return place < 0 || !meta.get().uid().equals(owner.uid())
        ? CompletableFuture.completedFuture(new Put.Done())
        : takeFrom(owner, place);
  }

  private CompletionStage<Put> takeFrom(Owner owner, int place) {
    String at = "/metadata/finalizers/" + place;
    List<Map<String, Object>> patch =
        List.of(
            Map.of("op", "test", "path", "/metadata/uid", "value", owner.uid()),
            Map.of("op", "test", "path", at, "value", NAME),
            Map.of("op", "remove", "path", at));
    return server
        .send("PATCH", MyKinds.path(owner) + "?fieldManager=" + FIELD_MANAGER, JSON_PATCH, patch)
        .thenApply(response -> response.code() == NOT_FOUND ? new Put.Done() : stored(response));
  }
}
