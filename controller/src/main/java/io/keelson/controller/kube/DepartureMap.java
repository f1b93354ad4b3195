package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.keelson.controller.depart.DepartureLog;
import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.controller.depart.Noted;
import io.keelson.controller.plan.Departure;
import io.keelson.wire.Owner;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMap in which it is noted how MyKinds ended. It is shipped empty; without it nothing is
 * noted, and work goes on. For any thread.
 */
public final class DepartureMap implements DepartureLog {

  public static final String NAME = "keelson-departures";

  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String RIGHT = "get and patch the configmap " + NAME;
  private static final int NOT_FOUND = 404;
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final ApiServer server;
  private final Rights rights;
  private final Clock clock;
  private final String path;
  private volatile DepartureNotes last = new DepartureNotes(Map.of());

  DepartureMap(ApiServer server, Rights rights, String namespace, Clock clock) {
    this.server = server;
    this.rights = rights;
    this.clock = clock;
    this.path = "/api/v1/namespaces/" + namespace + "/configmaps/" + NAME;
  }

  @Override
  public CompletionStage<Optional<Noted>> read() {
    return server.get(path).handle((response, fault) -> fault == null ? read(response) : none());
  }

  private static Optional<Noted> none() {
    return Optional.empty();
  }

  private Optional<Noted> read(HttpResponse<String> response) {
    // It goes before the controller does, with the release: what it said last still holds.
    if (response.code() == NOT_FOUND) {
      return Optional.of(last.noted(clock.instant()));
    }
    if (response.code() == Rights.FORBIDDEN) {
      rights.denied(RIGHT);
      return Optional.of(last.noted(clock.instant()));
    }
    if (response.code() >= 300) {
      return Optional.empty();
    }
    rights.granted(RIGHT);
    ConfigMap map = SERIALIZATION.unmarshal(response.body(), ConfigMap.class);
    DepartureNotes notes = new DepartureNotes(map.getData() == null ? Map.of() : map.getData());
    last = notes;
    return Optional.of(notes.noted(clock.instant()));
  }

  @Override
  public CompletionStage<Put> note(Owner owner, Departure departure) {
    return patch(last.adding(owner, departure));
  }

  @Override
  public CompletionStage<Put> acknowledge() {
    return patch(last.acknowledging());
  }

  /** Marks that Keelson is being uninstalled. */
  CompletionStage<Put> begin(String mark) {
    return patch(Map.of(DepartureNotes.UNINSTALL, mark));
  }

  /** Takes the mark away. */
  CompletionStage<Put> end() {
    Map<String, @Nullable String> change = new HashMap<>();
    change.put(DepartureNotes.UNINSTALL, null);
    return patch(change);
  }

  /** Whether the one that leads had said that it heeds this mark when it was last read. */
  boolean isAcknowledged(String mark) {
    return last.isAcknowledged(mark);
  }

  private CompletionStage<Put> patch(Map<String, @Nullable String> data) {
    Map<String, Object> body = new HashMap<>();
    body.put("data", data);
    return server
        .send("PATCH", path, MERGE_PATCH, body)
        .handle((response, fault) -> fault == null ? ended(response) : failed(fault.toString()));
  }

  private Put ended(HttpResponse<String> response) {
    if (response.code() == Rights.FORBIDDEN) {
      rights.denied(RIGHT);
      return new Put.Gone();
    }
    if (response.code() == NOT_FOUND) {
      return new Put.Gone();
    }
    return response.code() < 300
        ? new Put.Done()
        : failed("HTTP " + response.code() + ": " + response.body());
  }

  private static Put failed(String why) {
    return new Put.Failed(why);
  }
}
