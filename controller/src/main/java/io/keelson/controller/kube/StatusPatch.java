package io.keelson.controller.kube;

import io.keelson.api.MyKindStatus;
import io.keelson.controller.converge.StatusWriter;
import io.keelson.wire.Owner;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Writes by server-side apply: no read before, no conflict with others' fields. The uid in it keeps
 * a status from a MyKind that was made anew under the same name.
 */
final class StatusPatch implements StatusWriter {

  static final String FIELD_MANAGER = "keelson-controller";

  private static final String APPLY = "application/apply-patch+yaml";

  private static final String RIGHT = "patch mykinds/status of " + MyKinds.GROUP;

  private final ApiServer server;
  private final Rights rights;

  StatusPatch(ApiServer server, Rights rights) {
    this.server = server;
    this.rights = rights;
  }

  @Override
  public CompletionStage<Written> write(Owner owner, MyKindStatus status) {
    Map<String, Object> body =
        Map.of(
            "apiVersion",
            MyKinds.API_VERSION,
            "kind",
            MyKinds.KIND,
            "metadata",
            Map.of("name", owner.name(), "namespace", owner.namespace(), "uid", owner.uid()),
            "status",
            status);
    String path = MyKinds.path(owner) + "/status?force=true&fieldManager=" + FIELD_MANAGER;
    return server
        .send("PATCH", path, APPLY, body)
        .handle(
            (response, fault) ->
                fault != null
                    ? new Written.Failed(fault.toString())
                    : written(response.code(), response.body()));
  }

  private Written written(int code, String body) {
    if (code >= 200 && code < 300) {
      rights.granted(RIGHT);
      return new Written.Stored();
    }
    if (code == Rights.FORBIDDEN) {
      rights.denied(RIGHT);
      return new Written.Denied();
    }
    // 404: deleted. 409 with our uid: deleted and made anew.
    return code == 404 || code == 409
        ? new Written.Gone()
        : new Written.Failed("HTTP " + code + ": " + body);
  }
}
