package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.kube.KubePath.NotAName;
import io.keelson.console.service.AccountException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cluster with the rights of one user: each request carries a token of that user's own service
 * account, so Kubernetes decides. For one thread; nothing is kept between requests.
 */
public final class UserCluster {

  /** Objects of a page that is asked for; the API server's own clients use the same. */
  private static final int PAGE = 500;

  /** More are not searched: {@link Listed.All#cut} says so. */
  private static final int MOST = 20_000;

  private static final String CORE = "/api/v1";

  private final KubeHttp kube;
  private final UserTokens tokens;
  private final Walks walks;
  private final String user;

  UserCluster(KubeHttp kube, UserTokens tokens, Walks walks, String user) {
    this.kube = kube;
    this.tokens = tokens;
    this.walks = walks;
    this.user = user;
  }

  /** One MyKind. */
  public KubeAnswer myKind(String namespace, String name) {
    return send("GET", () -> myKindPath(namespace, name), null, null);
  }

  /** Makes a MyKind; with dryRun the API server only says whether it would. */
  public KubeAnswer create(String namespace, JsonNode object, boolean dryRun) {
    return send(
        "POST", () -> myKinds(namespace).query("dryRun", dryRun ? "All" : null), null, object);
  }

  /** Puts another in place of one; its resourceVersion must be the present one. */
  public KubeAnswer replace(String namespace, String name, JsonNode object, boolean dryRun) {
    return send(
        "PUT",
        () -> myKindPath(namespace, name).query("dryRun", dryRun ? "All" : null),
        null,
        object);
  }

  /** Changes the fields that the patch names. */
  public KubeAnswer patch(String namespace, String name, JsonNode mergePatch) {
    return send("PATCH", () -> myKindPath(namespace, name), KubeHttp.MERGE_PATCH, mergePatch);
  }

  /** Deletes exactly the object that was seen: of this uid and, if given, this version. */
  public KubeAnswer delete(
      String namespace, String name, @Nullable String uid, @Nullable String resourceVersion) {
    ObjectNode options = KubeHttp.JSON.createObjectNode();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    ObjectNode conditions = options.putObject("preconditions");
    if (uid != null) {
      conditions.put("uid", uid);
    }
    if (resourceVersion != null) {
      conditions.put("resourceVersion", resourceVersion);
    }
    return send("DELETE", () -> myKindPath(namespace, name), null, options);
  }

  /** All MyKinds of a namespace, or of all; of each what is kept. */
  public <T> Listed<T> myKinds(@Nullable String namespace, Function<JsonNode, T> keep) {
    return walk(() -> myKinds(namespace), null, keep);
  }

  /**
   * The version of the list of MyKinds as it is now, where a watch may begin; empty when it cannot
   * be read.
   */
  public Optional<String> versionOfMyKinds(@Nullable String namespace) {
    KubeAnswer answer = send("GET", () -> myKinds(namespace).query("limit", 1), null, null);
    return answer instanceof KubeAnswer.Ok ok
        ? Optional.of(ok.body().path("metadata").path("resourceVersion").asText(""))
        : Optional.empty();
  }

  /** All nodes; of each what is kept. */
  public <T> Listed<T> nodes(@Nullable String labelSelector, Function<JsonNode, T> keep) {
    return walk(
        () -> KubePath.of(CORE).part("nodes").query("labelSelector", labelSelector), null, keep);
  }

  /** One node. */
  public KubeAnswer node(String name) {
    return send("GET", () -> KubePath.of(CORE).part("nodes").name(name), null, null);
  }

  /** The Events about one object; at most some hundred. */
  public KubeAnswer events(String namespace, String uid) {
    return send(
        "GET",
        () ->
            KubePath.of(CORE)
                .namespaced(namespace)
                .part("events")
                .query("fieldSelector", "involvedObject.uid=" + uid)
                .query("limit", 200),
        null,
        null);
  }

  /**
   * Whether Kubernetes would let the user do something with MyKinds: to show a button or not. The
   * request itself is decided anew.
   *
   * @param namespace null for all
   */
  public boolean mayWithMyKinds(String verb, @Nullable String namespace) {
    ObjectNode review = KubeHttp.JSON.createObjectNode();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
    ObjectNode asked = review.putObject("spec").putObject("resourceAttributes");
    asked.put("verb", verb).put("group", "apps.mydomain.com").put("resource", "mykinds");
    if (namespace != null) {
      asked.put("namespace", namespace);
    }
    KubePath path = KubePath.of("/apis/authorization.k8s.io/v1").part("selfsubjectaccessreviews");
    return send("POST", () -> path, null, review) instanceof KubeAnswer.Ok ok
        && ok.body().path("status").path("allowed").asBoolean(false);
  }

  /**
   * Watches the MyKinds of a namespace, or of all, until it is closed.
   *
   * @param resourceVersion that a list had; changes since then come
   */
  public AutoCloseable watchMyKinds(
      @Nullable String namespace, String resourceVersion, WatchSink sink) {
    String path =
        myKinds(namespace)
            .query("watch", "1")
            .query("allowWatchBookmarks", "true")
            .query("resourceVersion", resourceVersion)
            .query("timeoutSeconds", 240)
            .toString();
    return Watch.start(kube, () -> tokens.of(user), path, sink);
  }

  private static KubePath myKinds(@Nullable String namespace) {
    return KubePath.of(KubePath.MYKINDS).namespaced(namespace).part("mykinds");
  }

  private static KubePath myKindPath(String namespace, String name) {
    return myKinds(namespace).name(name);
  }

  /** Makes the path of a request: names in it may turn out to be none. */
  private interface Address {
    KubePath path();
  }

  private KubeAnswer send(
      String method, Address address, @Nullable String type, @Nullable JsonNode body) {
    try {
      String path = address.path().toString();
      KubeAnswer answer = kube.send(tokens.of(user), method, path, type, body);
      if (answer instanceof KubeAnswer.Refused refused && refused.code() == 401) {
        // The account was made anew, or its token has ended early: once more with another one.
        tokens.forget(user);
        return kube.send(tokens.of(user), method, path, type, body);
      }
      return answer;
    } catch (NotAName e) {
      return refused(404, "NotFound", KubePath.NO_NAME);
    } catch (AccountException e) {
      return refused(401, "Unauthorized", e.sentence());
    }
  }

  private <T> Listed<T> walk(Address address, @Nullable String from, Function<JsonNode, T> keep) {
    try {
      Optional<Walks.Place> place = walks.take();
      if (place.isEmpty()) {
        return new Listed.Failed<>(busy());
      }
      try (Walks.Place taken = place.get()) {
        return walkNow(address, from, keep);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Listed.Failed<>(new KubeAnswer.Unreachable("the console is ending"));
    }
  }

  private <T> Listed<T> walkNow(
      Address address, @Nullable String from, Function<JsonNode, T> keep) {
    List<T> kept = new ArrayList<>();
    String next = from;
    String version = "";
    do {
      String on = next;
      KubeAnswer answer =
          send("GET", () -> address.path().query("limit", PAGE).query("continue", on), null, null);
      if (!(answer instanceof KubeAnswer.Ok ok)) {
        return new Listed.Failed<>(answer);
      }
      for (JsonNode item : ok.body().path("items")) {
        kept.add(keep.apply(item));
      }
      JsonNode metadata = ok.body().path("metadata");
      version = metadata.path("resourceVersion").asText("");
      next = metadata.path("continue").asText("");
    } while (!next.isEmpty() && kept.size() < MOST);
    return new Listed.All<>(kept, !next.isEmpty(), version);
  }

  private static KubeAnswer busy() {
    return refused(429, "ConsoleBusy", "the console reads too many long lists at the moment");
  }

  private static KubeAnswer refused(int code, String reason, String message) {
    return new KubeAnswer.Refused(code, reason, message, List.of(), Optional.empty());
  }
}
