package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.kube.KubePath.NotAName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cluster with the rights of one user: each request carries a token of that user's own service
 * account, so Kubernetes decides. For one thread; nothing is kept between requests.
 */
public final class UserCluster {

  private static final String CORE = "/api/v1";

  private final KubeHttp kube;
  private final Walks walks;
  private final UserToken token;

  UserCluster(KubeHttp kube, UserToken token, Walks walks) {
    this.kube = kube;
    this.token = token;
    this.walks = walks;
  }

  /** One MyKind. */
  public KubeAnswer myKind(String namespace, String name) {
    return send("GET", () -> myKindPath(namespace, name), null, null);
  }

  /**
   * Makes a MyKind; with dryRun the API server only says whether it would. A field that MyKinds do
   * not have is refused, not dropped: it may be one with a typing mistake.
   */
  public KubeAnswer create(String namespace, JsonNode object, boolean dryRun) {
    return send("POST", () -> written(myKinds(namespace), dryRun), null, object);
  }

  /** Puts another in place of one; its resourceVersion must be the present one. */
  public KubeAnswer replace(String namespace, String name, JsonNode object, boolean dryRun) {
    return send("PUT", () -> written(myKindPath(namespace, name), dryRun), null, object);
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
    return walk(() -> myKinds(namespace), keep);
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

  /**
   * All nodes; of each what is kept of name, roles, age, Ready, whether it takes pods, address and
   * versions: no more is read of a list.
   */
  public <T> Listed<T> nodes(Function<JsonNode, T> keep) {
    return walks.walk(
        token,
        NodeTable.ACCEPT,
        (limit, next) ->
            KubePath.of(CORE)
                .part("nodes")
                .query("includeObject", "None")
                // Rows are small.
                .query("limit", 4 * limit)
                .query("continue", next)
                .toString(),
        keep);
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
    if (namespace != null && !KubePath.isName(namespace)) {
      sink.ended(noSuchName());
      return () -> {};
    }
    return Watch.start(
        kube,
        token,
        from ->
            myKinds(namespace)
                .query("watch", "1")
                .query("allowWatchBookmarks", "true")
                .query("resourceVersion", from)
                .query("timeoutSeconds", (int) Watch.CONNECTION.toSeconds())
                .toString(),
        resourceVersion,
        sink);
  }

  private static KubePath written(KubePath path, boolean dryRun) {
    return path.query("dryRun", dryRun ? "All" : null).query("fieldValidation", "Strict");
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
      KubeAnswer answer = once(method, path, type, body);
      if (isRefusedToken(answer)) {
        // The account was made anew, or its token has ended early: once more with another one.
        token.refused();
        return once(method, path, type, body);
      }
      return answer;
    } catch (NotAName e) {
      return noSuchName();
    }
  }

  private KubeAnswer once(
      String method, String path, @Nullable String type, @Nullable JsonNode body) {
    return switch (token.ask()) {
      case UserTokens.Token.Given given -> kube.send(given.bearer(), method, path, type, body);
      case UserTokens.Token.Withheld withheld -> withheld.why();
    };
  }

  /** By the API server; that there is no account is another matter. */
  private static boolean isRefusedToken(KubeAnswer answer) {
    return answer instanceof KubeAnswer.Refused refused
        && refused.code() == 401
        && !refused.reason().equals(UserTokens.NO_ACCOUNT);
  }

  private <T> Listed<T> walk(Address address, Function<JsonNode, T> keep) {
    try {
      // Names are looked at before a place is taken.
      String unused = address.path().toString();
    } catch (NotAName e) {
      return new Listed.Failed<>(noSuchName());
    }
    return walks.walk(
        token,
        KubeHttp.APPLICATION_JSON,
        (limit, next) -> address.path().query("limit", limit).query("continue", next).toString(),
        keep);
  }

  private static KubeAnswer noSuchName() {
    return new KubeAnswer.Refused(404, "NotFound", KubePath.NO_NAME, List.of(), Optional.empty());
  }
}
