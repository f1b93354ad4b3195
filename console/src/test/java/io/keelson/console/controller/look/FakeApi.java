package io.keelson.console.controller.look;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of an API server as the pages read: MyKinds with rights by namespace and watches, nodes,
 * Events, tokens. Tokens are {@code token-of-USER}.
 */
final class FakeApi implements AutoCloseable {

  private static final Pattern TOKENS =
      Pattern.compile("/api/v1/namespaces/users/serviceaccounts/u-([a-z]+)/token");
  private static final Pattern MYKINDS =
      Pattern.compile(
          "/apis/apps.mydomain.com/v1alpha1(/namespaces/(?<namespace>[^/]+))?/mykinds(/(?<name>.+))?");
  private static final Pattern NODES = Pattern.compile("/api/v1/nodes(/(?<name>.+))?");
  private static final Pattern EVENTS = Pattern.compile("/api/v1/namespaces/[^/]+/events");
  private static final JsonMapper JSON = new JsonMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Set<String>> rights = new ConcurrentHashMap<>();
  private final Map<String, JsonNode> myKinds = new TreeMap<>();
  private final Map<String, JsonNode> nodes = new TreeMap<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private final AtomicLong version = new AtomicLong(100);

  /** One watch that is open. */
  private record Watcher(HttpExchange exchange, Optional<String> namespace) {

    synchronized boolean write(JsonNode event) {
      try {
        exchange.getResponseBody().write((event + "\n").getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        return true;
      } catch (IOException gone) {
        return false;
      }
    }
  }

  /** What has happened, for watches that begin before it. */
  private record Told(long version, String namespace, JsonNode event) {}

  FakeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Lets a user read MyKinds of these; {@code *}: of all. */
  void allow(String user, String... namespaces) {
    rights.put(user, Set.of(namespaces));
  }

  /** Makes or changes a MyKind; its metadata is made from the name. */
  synchronized void put(String namespace, String name, String yaml) {
    try {
      ObjectNode object = (ObjectNode) YAML.readTree(yaml);
      String key = namespace + "/" + name;
      ObjectNode meta = object.withObject("/metadata");
      meta.put("namespace", namespace).put("name", name).put("uid", "uid-of-" + name);
      meta.put("resourceVersion", String.valueOf(version.incrementAndGet()));
      boolean isNew = myKinds.put(key, object) == null;
      tell(isNew ? "ADDED" : "MODIFIED", namespace, object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  synchronized void remove(String namespace, String name) {
    JsonNode object = myKinds.remove(namespace + "/" + name);
    version.incrementAndGet();
    tell("DELETED", namespace, object);
  }

  void node(String name, String yaml) {
    try {
      ObjectNode object = (ObjectNode) YAML.readTree(yaml);
      object.withObject("/metadata").put("name", name);
      nodes.put(name, object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  int watches() {
    return watchers.size();
  }

  private void tell(String type, String namespace, JsonNode object) {
    ObjectNode event = JSON.createObjectNode();
    event.put("type", type).set("object", object);
    told.add(new Told(version.get(), namespace, event));
    for (Watcher watcher : watchers) {
      if (watcher.namespace.isEmpty() || watcher.namespace.get().equals(namespace)) {
        if (!watcher.write(event)) {
          watchers.remove(watcher);
        }
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Matcher tokens = TOKENS.matcher(path);
    Matcher kinds = MYKINDS.matcher(path);
    Matcher node = NODES.matcher(path);
    if (tokens.matches()) {
      ObjectNode token = JSON.createObjectNode();
      token
          .putObject("status")
          .put("token", "token-of-" + tokens.group(1))
          .put("expirationTimestamp", "2036-01-01T00:00:00Z");
      send(exchange, 201, token);
    } else if (kinds.matches()) {
      myKinds(exchange, Optional.ofNullable(kinds.group("namespace")), kinds.group("name"));
    } else if (node.matches()) {
      nodes(exchange, node.group("name"));
    } else if (EVENTS.matcher(path).matches()) {
      send(
          exchange,
          200,
          YAML.readTree("items: [{type: Warning, reason: Told, message: an event}]"));
    } else {
      refuse(exchange, 404, "NotFound", "no such path");
    }
  }

  private synchronized void myKinds(HttpExchange exchange, Optional<String> namespace, String name)
      throws IOException {
    if (!mayRead(exchange, namespace)) {
      refuse(exchange, 403, "Forbidden", "cannot list resource mykinds");
      return;
    }
    String query = exchange.getRequestURI().getQuery();
    if (name != null) {
      JsonNode found = myKinds.get(namespace.orElse("") + "/" + name);
      if (found == null) {
        refuse(exchange, 404, "NotFound", "not found");
      } else {
        send(exchange, 200, found);
      }
    } else if (query != null && query.contains("watch=1")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      Watcher watcher = new Watcher(exchange, namespace);
      long from = Long.parseLong(query.replaceFirst(".*resourceVersion=([0-9]+).*", "$1"));
      told.stream()
          .filter(one -> one.version > from)
          .filter(one -> namespace.isEmpty() || namespace.get().equals(one.namespace))
          .forEach(one -> watcher.write(one.event));
      watchers.add(watcher);
    } else {
      ObjectNode list = JSON.createObjectNode();
      list.putObject("metadata").put("resourceVersion", version.toString());
      myKinds.forEach(
          (key, object) -> {
            if (namespace.isEmpty() || key.startsWith(namespace.get() + "/")) {
              list.withArray("items").add(object);
            }
          });
      send(exchange, 200, list);
    }
  }

  private boolean mayRead(HttpExchange exchange, Optional<String> namespace) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String user = header == null ? "" : header.replace("Bearer token-of-", "");
    Set<String> allowed = rights.getOrDefault(user, Set.of());
    return allowed.contains("*") || namespace.filter(allowed::contains).isPresent();
  }

  private void nodes(HttpExchange exchange, String name) throws IOException {
    if (name == null) {
      ObjectNode list = JSON.createObjectNode();
      list.withArray("items").addAll(nodes.values());
      send(exchange, 200, list);
    } else if (nodes.containsKey(name)) {
      send(exchange, 200, nodes.get(name));
    } else {
      refuse(exchange, 404, "NotFound", "not found");
    }
  }

  private static void refuse(HttpExchange exchange, int code, String reason, String message)
      throws IOException {
    ObjectNode status = JSON.createObjectNode();
    send(
        exchange, code, status.put("kind", "Status").put("reason", reason).put("message", message));
  }

  private static void send(HttpExchange exchange, int code, JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
