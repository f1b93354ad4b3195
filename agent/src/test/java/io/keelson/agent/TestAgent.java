package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.Keeper.Pauses;
import io.keelson.agent.host.Uplink;
import io.keelson.agent.http.AgentServer;
import io.keelson.setting.Parameter;
import io.keelson.testing.EnrolmentServer;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.TestCertificates;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import io.keelson.wire.ReleaseRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A real agent on a free port, and the controller's way to talk to it. */
public final class TestAgent implements AutoCloseable {

  static {
    // As the program does, before this process uses TLS.
    AgentServer.refuseResumption();
  }

  public static final Owner OWNER =
      new Owner(
          "7d0c1c3e-2f0b-4a0d-9d3d-2a9d2f6f6a11", "default", "forwarding", "2026-01-01T00:00:00Z");

  public static final Owner YOUNGER =
      new Owner(
          "f0000000-0000-0000-0000-000000000002", "default", "younger", "2026-02-02T00:00:00Z");

  /** What a test changes by hand stays so. */
  private static final Pauses QUIET = new Pauses(Duration.ofHours(1), Duration.ofHours(1));

  private static final Pauses WATCHFUL = new Pauses(Duration.ofMillis(50), Duration.ofMillis(100));

  private final Agent agent;
  private AutoCloseable enrolment = () -> {};
  private final TestCertificates authority;
  private final HttpClient client;

  private TestAgent(Agent agent, TestCertificates authority) {
    this.agent = agent;
    this.authority = authority;
    this.client = client(authority.forController().sign().sslContext());
  }

  /** Serves a host that is a directory. */
  public static TestAgent on(HostDirectory host, Path work, String sysctls, String roots) {
    return on(host.root(), work, sysctls, roots, false);
  }

  /** Serves a host, entering its namespaces or not. */
  public static TestAgent on(
      Path hostRoot, Path work, String sysctls, String roots, boolean namespaces) {
    return on(hostRoot, own(work), policy(sysctls, roots), namespaces);
  }

  /** A folder that no other agent of the same test reads: each believes its own authority. */
  private static Path own(Path work) {
    try {
      return Files.createTempDirectory(work, "agent");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves a host that is a directory, by a policy in its own form, from {@code policy.json}. */
  public static TestAgent withPolicy(HostDirectory host, Path work, String policy) {
    return on(host.root(), work, policy, false);
  }

  /** Looks all the time at what it holds. */
  static TestAgent watchful(HostDirectory host, Path work, String sysctls, String roots) {
    return on(host.root(), own(work), policy(sysctls, roots), false, WATCHFUL);
  }

  /** The same by a policy in its own form. */
  static TestAgent watchful(HostDirectory host, Path work, String policy) {
    return on(host.root(), own(work), policy, false, WATCHFUL);
  }

  /** The same, and nobody ever gives it a certificate. */
  static TestAgent unknown(HostDirectory host, Path work, String sysctls) {
    TestCertificates authority = TestCertificates.authority();
    Path folder = own(work);
    EnrolmentServer.mount(folder.resolve("trust"), authority, authority);
    write(folder.resolve("token"), EnrolmentServer.TOKEN);
    return start(
        host.root(),
        folder,
        policy(sysctls, ""),
        false,
        "127.0.0.1:1",
        authority,
        WATCHFUL,
        Uplink.NONE);
  }

  /** Serves a host by a policy in its own form, entering its namespaces or not. */
  static TestAgent on(Path hostRoot, Path work, String policyText, boolean namespaces) {
    return on(hostRoot, work, policyText, namespaces, QUIET);
  }

  /** Serves a node with a kernel, and looks whether it reaches that server. */
  static TestAgent reaching(Uplink uplink, Path hostRoot, Path work, String policy) {
    return on(hostRoot, work, policy, true, QUIET, uplink);
  }

  private static TestAgent on(
      Path hostRoot, Path work, String policyText, boolean namespaces, Pauses pauses) {
    return on(hostRoot, work, policyText, namespaces, pauses, Uplink.NONE);
  }

  private static TestAgent on(
      Path hostRoot,
      Path work,
      String policyText,
      boolean namespaces,
      Pauses pauses,
      Uplink uplink) {
    TestCertificates authority = TestCertificates.authority();
    EnrolmentServer enrolment = EnrolmentServer.start("node1", authority);
    EnrolmentServer.mount(work.resolve("trust"), authority, authority);
    write(work.resolve("token"), EnrolmentServer.TOKEN);
    TestAgent agent =
        start(
            hostRoot, work, policyText, namespaces, enrolment.address(), authority, pauses, uplink);
    agent.enrolment = enrolment;
    agent.agent.port().orTimeout(20, TimeUnit.SECONDS).join();
    return agent;
  }

  /** Asks there for its certificate; {@code trust} and {@code token} are in the folder. */
  static TestAgent enrolling(
      HostDirectory host, Path work, String controller, TestCertificates authority) {
    return start(
        host.root(), work, policy("vm.*", ""), false, controller, authority, QUIET, Uplink.NONE);
  }

  private static TestAgent start(
      Path hostRoot,
      Path work,
      String policy,
      boolean namespaces,
      String controller,
      TestCertificates authority,
      Pauses pauses,
      Uplink uplink) {
    try {
      AgentConfig config =
          new AgentConfig(
              "node1",
              0,
              0,
              hostRoot,
              controller,
              work.resolve("trust"),
              work.resolve("token"),
              write(work.resolve("policy.json"), policy),
              uplink,
              namespaces);
      return new TestAgent(Agent.start(config, pauses), authority);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A policy that allows these, without limits, and host names on nodes without a kubelet. */
  private static String policy(String sysctls, String roots) {
    return """
        {"sysctls": [%s], "files": [%s], "hostname": {"allowed": true, "kubeletNodeName": "accepted"}}
        """
        .formatted(
            split(sysctls).map("{\"name\": \"%s\"}"::formatted).collect(Collectors.joining(", ")),
            split(roots).map("{\"root\": \"%s\"}"::formatted).collect(Collectors.joining(", ")));
  }

  private static Stream<String> split(String list) {
    return list.isEmpty() ? Stream.of() : Stream.of(list.split(","));
  }

  public TestCertificates authority() {
    return authority;
  }

  public int port() {
    return agent.port().join();
  }

  /** True when it takes calls. */
  boolean listens() {
    return agent.port().isDone();
  }

  public int healthPort() {
    return agent.healthPort();
  }

  public static HttpClient client(SSLContext context) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(context)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  public URI uri(String path) {
    return URI.create("https://127.0.0.1:" + port() + path);
  }

  public Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  /** A call with these parameters, each {@code key=value}. */
  public Answer post(String path, Parameter... parameters) {
    return apply(path, OWNER, 1, parameters);
  }

  /** What the controller sends for a generation of an owner. */
  Answer apply(String path, Owner owner, long generation, Parameter... parameters) {
    return postBytes(
        path, Json.write(new ApplyRequest("node1", owner, 1, generation, List.of(parameters))));
  }

  /** What the controller sends when an owner goes, for one Api or for all of them. */
  Answer release(Owner owner, @Nullable String api, boolean keep) {
    return postBytes(ReleaseRequest.PATH, releaseBody(owner, api, keep));
  }

  static byte[] releaseBody(Owner owner, @Nullable String api, boolean keep) {
    return Json.write(new ReleaseRequest("node1", owner, 1, 9, api, keep));
  }

  static Answer isOk(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  public Answer postBytes(String path, byte[] body) {
    return postBytes(path, UUID.randomUUID().toString(), body);
  }

  /** A call with this idempotency key. */
  public Answer postBytes(String path, String key, byte[] body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .header(ApplyRequest.IDEMPOTENCY_KEY, key)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  /** As a controller that has just been started. */
  Answer getOverANewConnection(String path) {
    return send(
        client(authority.forController().sign().sslContext()), HttpRequest.newBuilder(uri(path)));
  }

  public Answer send(HttpRequest.Builder request) {
    return send(client, request);
  }

  private static Answer send(HttpClient over, HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          over.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers().map());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What health and metrics say. */
  public Answer health(String path) {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort() + path))
                      .build(),
                  BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers().map());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    agent.close();
    try {
      enrolment.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What came back. */
  public record Answer(int status, String body, java.util.Map<String, List<String>> headers) {}
}
