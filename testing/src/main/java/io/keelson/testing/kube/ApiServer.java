package io.keelson.testing.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keelson.testing.TestCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real kube-apiserver with its etcd, at a free port of 127.0.0.1, with the MyKind CRD installed
 * and nothing else: no controllers, no nodes but those that a test makes. For any thread.
 */
public final class ApiServer implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String JSON = "application/json";
  private static final String NODES = "/api/v1/nodes";

  private final ControlPlane plane;
  private final KubeHttp http;

  private ApiServer(ControlPlane plane, KubeHttp http) {
    this.plane = plane;
    this.http = http;
  }

  /** Starts it and waits until it serves MyKinds, about 3 seconds. */
  public static ApiServer start() {
    ControlPlane plane = ControlPlane.start();
    try {
      KubeHttp http = new KubeHttp(plane.url(), plane.admin());
      plane.await("kube-apiserver", () -> http.probe("/readyz") == 200);
      http.call(
          "POST",
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          "application/yaml",
          MyKindCrd.yaml());
      plane.await("the MyKind CRD", () -> http.probe(MyKindCrd.PATH) == 200);
      return new ApiServer(plane, http);
    } catch (RuntimeException e) {
      plane.close();
      throw e;
    }
  }

  /** Such as {@code https://127.0.0.1:40123}. */
  public String url() {
    return plane.url();
  }

  public int port() {
    return plane.port();
  }

  /** A kubeconfig of an administrator. */
  public Path kubeconfig() {
    return plane.kubeconfig();
  }

  /** The administrator's certificate; believes the API server's. */
  public TestCertificate admin() {
    return plane.admin();
  }

  // As a user

  /** {@code kubectl apply -f -} as the administrator. */
  public CommandResult apply(String yaml) {
    return kubectlReading(yaml, "apply", "-f", "-");
  }

  /** kubectl as the administrator. */
  public CommandResult kubectl(String... arguments) {
    return kubectlReading("", arguments);
  }

  private CommandResult kubectlReading(String input, String... arguments) {
    return Command.of(Programs.path("kubectl"), "--kubeconfig", kubeconfig().toString())
        .and(arguments)
        .input(input)
        .run();
  }

  /** An object of the namespace {@code default}, or of none; {@code mk} is a MyKind. */
  public JsonNode get(String kind, String name) {
    return get(kind, "default", name);
  }

  public JsonNode get(String kind, String namespace, String name) {
    return switch (kind) {
      case "mk", "mykind", "mykinds" -> call("GET", MyKindCrd.path(namespace) + "/" + name);
      case "node", "nodes" -> call("GET", NODES + "/" + name);
      default -> tree(kubectl("get", kind, name, "-n", namespace, "-o", "json").orThrow());
    };
  }

  /** The Events about one MyKind, oldest first as the API server gives them. */
  public List<JsonNode> eventsOf(String name) {
    JsonNode found =
        call("GET", "/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=" + name);
    return Stream.iterate(0, i -> i < found.path("items").size(), i -> i + 1)
        .map(i -> found.path("items").get(i))
        .toList();
  }

  /** A call of the API without body; must be answered with 2xx. */
  public JsonNode call(String method, String path) {
    return http.call(method, path, JSON, "");
  }

  /** A merge patch, such as {@code {"spec":{"Paused":true}}}. */
  public JsonNode patchMyKind(String name, String mergePatch) {
    return http.call("PATCH", MyKindCrd.path("default") + "/" + name, MERGE_PATCH, mergePatch);
  }

  // As a kubelet

  /** Makes a node with an InternalIP. */
  public void createNode(String name, String ip, Map<String, String> labels, boolean ready) {
    Object node =
        Map.of(
            "apiVersion", "v1", "kind", "Node", "metadata", Map.of("name", name, "labels", labels));
    http.call("POST", NODES, JSON, text(node));
    Object addresses =
        List.of(
            Map.of("type", "InternalIP", "address", ip),
            Map.of("type", "Hostname", "address", name));
    patchNodeStatus(name, Map.of("addresses", addresses, "conditions", ready(ready)));
  }

  public void setNodeReady(String name, boolean ready) {
    patchNodeStatus(name, Map.of("conditions", ready(ready)));
  }

  /** A heartbeat: changes what no one should react to. */
  public void beat(String name) {
    patchNodeStatus(
        name, Map.of("nodeInfo", Map.of("kernelVersion", "6.1.0-" + System.nanoTime())));
  }

  public void labelNode(String name, String key, String value) {
    patchNode(name, Map.of("metadata", Map.of("labels", Map.of(key, value))));
  }

  public void unlabelNode(String name, String key) {
    http.call(
        "PATCH",
        NODES + "/" + name,
        MERGE_PATCH,
        "{\"metadata\":{\"labels\":{" + text(key) + ":null}}}");
  }

  public void deleteNode(String name) {
    call("DELETE", NODES + "/" + name);
  }

  /** Removes every MyKind, also one that a finalizer holds, and every node, for the next test. */
  public void clear() {
    for (JsonNode kind : call("GET", MyKindCrd.PATH).path("items")) {
      JsonNode meta = kind.path("metadata");
      if (meta.has("finalizers")) {
        http.call(
            "PATCH",
            MyKindCrd.path(meta.path("namespace").asText()) + "/" + meta.path("name").asText(),
            MERGE_PATCH,
            "{\"metadata\":{\"finalizers\":null}}");
      }
    }
    call("DELETE", MyKindCrd.path("default"));
    call("DELETE", NODES);
    plane.await(
        "the end of every MyKind and node",
        () ->
            call("GET", MyKindCrd.PATH).path("items").isEmpty()
                && call("GET", NODES).path("items").isEmpty());
  }

  // As a fault

  /** Stops the API server; etcd keeps what there is. */
  public void down() {
    plane.stopApiServer();
  }

  /** Starts the API server again at the same port and waits until it serves MyKinds. */
  public void up() {
    plane.startApiServer();
    plane.await("kube-apiserver", () -> http.probe("/readyz") == 200);
    // Ready it is before the storage of custom resources: until then it answers 429 for them.
    plane.await("MyKinds after a restart", () -> http.probe(MyKindCrd.PATH) == 200);
  }

  @Override
  public void close() {
    plane.close();
  }

  private static List<Map<String, String>> ready(boolean ready) {
    return List.of(
        Map.of(
            "type", "Ready",
            "status", ready ? "True" : "False",
            "reason", ready ? "KubeletReady" : "KubeletNotReady"));
  }

  private void patchNode(String name, Object patch) {
    http.call("PATCH", NODES + "/" + name, MERGE_PATCH, text(patch));
  }

  private void patchNodeStatus(String name, Object status) {
    http.call("PATCH", NODES + "/" + name + "/status", MERGE_PATCH, text(Map.of("status", status)));
  }

  private static String text(Object tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
