package io.keelson.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keelson.agent.AgentProcess;
import io.keelson.agent.AgentProcess.Site;
import io.keelson.agent.TestAgent;
import io.keelson.agent.host.ExtendedAttributes;
import io.keelson.agent.host.RealNode;
import io.keelson.setting.Parameter;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import io.keelson.wire.ReleaseRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A node as it was before Keelson, with namespaces of its own, and the packaged agent on it. */
final class CrashNode implements AutoCloseable {

  static final String POLICY =
      """
      {"sysctls": [{"name": "net.ipv4.*"}],
       "files": [{"root": "/etc/keelson.d", "createParents": true}],
       "hostname": {"allowed": true, "kubeletNodeName": "accepted"}}
      """;

  private static final String KEYS =
      "net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_time net.ipv4.ip_forward";

  private final Site site;
  private final RealNode node;
  private final HttpClient controller;
  private AgentProcess agent;

  private CrashNode(Site site, RealNode node, AgentProcess agent) {
    this.site = site;
    this.node = node;
    this.agent = agent;
    this.controller = agent.controller();
  }

  static CrashNode start(Site site) throws IOException {
    RealNode node = RealNode.start();
    try {
      node.run("sh", "-c", "echo 11112222333344445555666677778888 > /etc/machine-id");
      Path files = node.root().resolve("etc/keelson.d");
      Files.writeString(files.resolve("a"), "old a\n");
      Files.writeString(files.resolve("b"), "old b\n".repeat(4000));
      node.run("chown", "3:4", "/etc/keelson.d/a");
      if (ExtendedAttributes.obstacle(files.resolve("a")).isEmpty()) {
        ExtendedAttributes.set(files.resolve("b"), "user.note", "b");
      }
      return new CrashNode(site, node, AgentProcess.onNode(site, node.root()));
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Agents start faster after this. */
  static void train(Site site) throws IOException, InterruptedException {
    try (RealNode node = RealNode.start()) {
      site.train(node.root(), agent -> assertThat(agent.isAlive()).isTrue());
    }
  }

  AgentProcess agent() {
    return agent;
  }

  /** Another agent, after the one before has ended. */
  void startAgain() throws IOException, InterruptedException {
    agent.close();
    agent = AgentProcess.onNode(site, node.root());
  }

  /** What the controller sends for settings; {@code generation} grows with each call. */
  HttpResponse<String> apply(String api, long generation, Parameter... parameters)
      throws IOException {
    return post(
        api, new ApplyRequest("node1", TestAgent.OWNER, 1, generation, List.of(parameters)));
  }

  /** What the controller sends when the owner goes. */
  HttpResponse<String> release() throws IOException {
    return post(
        ReleaseRequest.PATH, new ReleaseRequest("node1", TestAgent.OWNER, 1, 9, null, false));
  }

  private HttpResponse<String> post(String path, Object body) throws IOException {
    return send(
        HttpRequest.newBuilder(agent.uri(path))
            .header("Content-Type", "application/json")
            .header(ApplyRequest.IDEMPOTENCY_KEY, UUID.randomUUID().toString())
            .POST(BodyPublishers.ofByteArray(Json.write(body))));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return controller.send(
          request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Each value, each file with all that belongs to it, and who holds what by the agent's word. */
  String state() throws IOException {
    StringBuilder state = new StringBuilder();
    state.append(node.run("sh", "-c", "sysctl " + KEYS)).append('\n');
    state.append("hostname ").append(node.run("hostname")).append('\n');
    Path root = node.root();
    try (Stream<Path> files = Files.walk(root.resolve("etc"))) {
      for (Path file : files.sorted().toList()) {
        state
            .append(root.relativize(file))
            .append(Files.readAttributes(file, "unix:mode,uid,gid"))
            .append(ExtendedAttributes.of(file))
            .append(Files.isDirectory(file) ? "" : Files.readString(file).hashCode())
            .append('\n');
      }
    }
    String held = send(HttpRequest.newBuilder(agent.uri("/v1/state"))).body();
    return state.append(new JsonMapper().readTree(held).get("held")).append('\n').toString();
  }

  /** The agent takes calls, nothing is open, and nothing lies about that was only for a moment. */
  void isClean() throws IOException, InterruptedException {
    assertThat(agent.health("/readyz")).as("readyz").doesNotContain("not ready");
    assertThat(agent.metrics()).contains("keelson_agent_dirty 0.0");
    String said = send(HttpRequest.newBuilder(agent.uri("/v1/state"))).body();
    assertThat(said).contains("\"troubles\":[]");
    assertThat(leftovers()).isEmpty();
  }

  private List<String> leftovers() throws IOException {
    return Stream.of("/etc", "/var/lib", "/var/log")
        .flatMap(
            top -> {
              try {
                return node.run("find", top, "-name", ".keelson-*").lines();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  /** What the agent writes of its changes. */
  List<String> audit() throws IOException {
    return Files.readAllLines(node.root().resolve("var/log/keelson/audit.log"));
  }

  /** The first word of the journal: whether a change is under way by it; empty without one. */
  String journal() throws IOException {
    Path journal = node.root().resolve("var/lib/keelson/journal");
    return Files.exists(journal) ? Files.readString(journal).split(" ", 2)[0] : "";
  }

  @Override
  public void close() throws InterruptedException {
    agent.close();
    node.close();
  }
}
