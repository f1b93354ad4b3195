package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.keelson.controller.depart.Finalizers;
import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.wire.Owner;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the end of Keelson in a cluster takes. For one thread, which waits for each answer. */
public final class Uninstallation {

  /** It runs in a small container, and a MyKind's spec and status may have a megabyte. */
  static final String METADATA_ONLY =
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

  /** Their managed fields name every field that a spec has. */
  static final int PAGE = 50;

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private final ApiServer server;
  private final DepartureMap departures;
  private final Finalizers finalizers;
  private String mark = "";

  Uninstallation(ApiServer server, DepartureMap departures, Finalizers finalizers) {
    this.server = server;
    this.departures = departures;
    this.finalizers = finalizers;
  }

  /**
   * Tells the one that leads.
   *
   * @param revert whether nodes are to give back everything, which takes until then at most
   * @return false when there is nowhere to say it
   */
  public boolean announce(boolean revert, Instant until) throws IOException {
    mark = DepartureNotes.beginning(revert, until);
    return switch (answer(departures.begin(mark))) {
      case Put.Done done -> true;
      case Put.Gone gone -> false;
      case Put.Failed failed -> throw new IOException(failed.why());
    };
  }

  /** Says that it is not to be, after all. */
  public void withdraw() throws IOException {
    if (answer(departures.end()) instanceof Put.Failed failed) {
      throw new IOException(failed.why());
    }
  }

  /** True when the one that leads has said that it heeds it. */
  public boolean isHeeded() {
    return answer(departures.read()).isPresent() && departures.isAcknowledged(mark);
  }

  /** Every MyKind that has our finalizer. */
  public List<Owner> guarded() throws IOException {
    return owners(MyKinds::isGuarded);
  }

  /** Every one of these that is being deleted. */
  public List<Owner> leaving() throws IOException {
    return owners(kind -> MyKinds.isGuarded(kind) && kind.isMarkedForDeletion());
  }

  private List<Owner> owners(Predicate<GenericKubernetesResource> which) throws IOException {
    List<Owner> owners = new ArrayList<>();
    String next = null;
    do {
      GenericKubernetesResourceList page = page(next);
      page.getItems().stream().filter(which).map(MyKinds::owner).forEach(owners::add);
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return owners;
  }

  /** Empty when the MyKinds' definition is not there. */
  private GenericKubernetesResourceList page(@Nullable String next) throws IOException {
    String query = "?limit=" + PAGE + (next == null ? "" : "&continue=" + encoded(next));
    HttpResponse<String> response = answered(server.get(MyKinds.EVERYWHERE + query, METADATA_ONLY));
    if (response.code() == HttpURLConnection.HTTP_NOT_FOUND) {
      GenericKubernetesResourceList none = new GenericKubernetesResourceList();
      none.setMetadata(new ListMeta());
      return none;
    }
    if (!response.isSuccessful()) {
      throw new IOException(
          "MyKinds cannot be listed: HTTP " + response.code() + ": " + response.body());
    }
    return SERIALIZATION.unmarshal(response.body(), GenericKubernetesResourceList.class);
  }

  private static String encoded(String token) {
    return URLEncoder.encode(token, StandardCharsets.UTF_8);
  }

  private static <T> T answered(CompletionStage<T> stage) throws IOException {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IOException("MyKinds cannot be listed: " + e.getCause(), e);
    }
  }

  /** Takes the finalizer off, whatever nodes hold. */
  public void letGo(Owner owner) throws IOException {
    if (answer(finalizers.take(owner)) instanceof Put.Failed failed) {
      throw new IOException(owner.namespace() + "/" + owner.name() + ": " + failed.why());
    }
  }

  private static <T> T answer(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e);
    }
  }
}
