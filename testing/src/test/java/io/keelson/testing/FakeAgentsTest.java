package io.keelson.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.wire.AgentState;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Change;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import io.keelson.wire.ReleaseRequest;
import io.keelson.wire.Report;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FakeAgentsTest {

  private static final Owner OLD = new Owner("uid", "default", "swap", "2026-01-01T00:00:00Z");

  private final TestCertificates authority = TestCertificates.authority();
  private final TestCertificate ours =
      authority.certificateFor("localhost", "keelson-agent").ip("127.0.1.1").ip("127.0.1.2").sign();
  private final HttpClient controller = client(authority.forController().sign());
  private FakeAgent agent;

  @BeforeEach
  void start() {
    agent = FakeAgent.start("node1", "127.0.1.1", 0, ours);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void keepsWhatIsApplied() throws Exception {
    Report report = read(post("1"), Report.class);

    assertThat(report.changes().getFirst().now()).isEqualTo("1");
    assertThat(agent.value("vm.swappiness")).isEqualTo("1");
    assertThat(agent.requests()).hasSize(1);
    assertThat(state().held()).extracting(held -> held.owner().name()).containsExactly("swap");
  }

  @Test
  void answersAsItIsTold() throws Exception {
    agent.next(Answer.Refuse.of(503, "AGENT_BUSY", "later"));

    assertThat(post("1").statusCode()).isEqualTo(503);
    assertThat(agent.value("vm.swappiness")).isEqualTo("absent");
    assertThat(post("1").statusCode()).isEqualTo(200);
  }

  @Test
  void doesWhatIsAskedAlthoughTheAnswerIsLost() {
    agent.next(new Answer.LoseAnswer());

    assertThatThrownBy(() -> post("1")).isInstanceOf(IOException.class);
    // The client may have tried again by itself: the effect is the same.
    assertThat(agent.value("vm.swappiness")).isEqualTo("1");
  }

  @Test
  void hangsUntilItIsLetGo() {
    agent.next(new Answer.Hang());
    CompletableFuture<HttpResponse<byte[]>> call =
        controller.sendAsync(request("1"), BodyHandlers.ofByteArray());

    org.awaitility.Awaitility.await().until(() -> !agent.requests().isEmpty());
    assertThat(call).isNotDone();
    agent.letGo();

    assertThat(call.join().statusCode()).isEqualTo(200);
  }

  @Test
  void comesBackAsANewProcessThatHoldsWhatItHeld() throws Exception {
    post("1");
    String before = state().instance();

    agent.down();
    assertThatThrownBy(() -> post("2")).isInstanceOf(IOException.class);
    agent.up();

    assertThat(state().instance()).isNotEqualTo(before);
    assertThat(state().held()).hasSize(1);
    agent.losesItsRecord();
    assertThat(state().held()).isEmpty();
    assertThat(agent.value("vm.swappiness")).isEqualTo("1");
  }

  @Test
  void givesBackWhatIsReleasedUnlessSomebodyElseChangedIt() throws Exception {
    agent.with("vm.swappiness", "60");
    post("1");
    Report report = read(release(false), Report.class);
    assertThat(report.changes()).extracting(Change::now).containsExactly("60");
    assertThat(agent.value("vm.swappiness")).isEqualTo("60");
    assertThat(state().held()).isEmpty();

    post("1");
    agent.with("vm.swappiness", "5");
    report = read(release(false), Report.class);
    assertThat(report.kept()).extracting(Problem::code).containsExactly(FakeHoldings.CHANGED_SINCE);
    assertThat(agent.value("vm.swappiness")).isEqualTo("5");
    assertThat(state().held()).isEmpty();

    post("1");
    release(true);
    assertThat(agent.value("vm.swappiness")).isEqualTo("1");
    assertThat(state().held()).isEmpty();
  }

  @Test
  void givesBackWhatIsNoLongerAskedFor() throws Exception {
    agent.with("vm.swappiness", "60");
    post("1");
    Report report = read(send("/v1/sysctl", applying(OLD, "vm.dirty_ratio", "5")), Report.class);

    assertThat(report.changes())
        .extracting(Change::key)
        .containsExactly("vm.dirty_ratio", "vm.swappiness");
    assertThat(agent.value("vm.swappiness")).isEqualTo("60");
  }

  @Test
  void keysHaveOneOwnerTheOlderOne() throws Exception {
    Owner young = new Owner("uid2", "default", "other", "2026-01-02T00:00:00Z");
    send("/v1/sysctl", applying(young, "vm.swappiness", "2"));
    post("1");
    assertThat(agent.value("vm.swappiness")).isEqualTo("1");
    assertThat(state().held()).extracting(AgentState.Held::digest).first().isEqualTo("");

    HttpResponse<byte[]> refused = send("/v1/sysctl", applying(young, "vm.swappiness", "2"));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("CONFLICT", "swap");
    assertThat(send("/v1/sysctl", applying(young, "vm.swappiness", "1")).statusCode())
        .isEqualTo(200);
    release(false);
    assertThat(agent.value("vm.swappiness")).as("the other holds it too").isEqualTo("1");
  }

  @Test
  void letsNobodyInWithoutACertificateOfItsAuthority() {
    HttpClient stranger =
        client(TestCertificates.authority().forController().sign().believing(authority));

    assertThatThrownBy(() -> stranger.send(request("1"), BodyHandlers.ofByteArray()))
        .isInstanceOf(IOException.class);
    assertThat(agent.calls()).isEmpty();
  }

  @Test
  void letsNobodyInWhoIsNotTheController() throws Exception {
    HttpClient neighbour = client(authority.forAgent("node2").sign());

    assertThat(neighbour.send(request("1"), BodyHandlers.ofByteArray()).statusCode())
        .isEqualTo(403);
    assertThat(agent.requests()).isEmpty();
  }

  @Test
  void anExpiredCertificateIsRefusedByItsClients() {
    agent.close();
    agent =
        FakeAgent.start(
            "node1",
            "127.0.1.1",
            0,
            authority.certificateFor("x").ip("127.0.1.1").expired().sign());

    assertThatThrownBy(() -> post("1")).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void agentsOfSeveralNodesShareThePort() {
    try (FakeAgents fleet = FakeAgents.start(authority, "node1", "node2", "node3")) {
      assertThat(fleet.all()).extracting(FakeAgent::ip).doesNotHaveDuplicates();
      assertThat(fleet.all()).extracting(FakeAgent::port).containsOnly(fleet.port());
    }
  }

  private AgentState state() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.1.1:" + agent.port() + "/v1/state"))
            .build();
    return read(controller.send(request, BodyHandlers.ofByteArray()), AgentState.class);
  }

  private HttpResponse<byte[]> post(String value) throws Exception {
    return controller.send(request(value), BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String value) {
    return request("/v1/sysctl", applying(OLD, "vm.swappiness", value));
  }

  private static ApplyRequest applying(Owner owner, String key, String value) {
    return new ApplyRequest("node1", owner, 1, 1, List.of(Parameter.of(key, value)));
  }

  private HttpResponse<byte[]> release(boolean keep) throws Exception {
    return send(
        ReleaseRequest.PATH, new ReleaseRequest("node1", OLD, 1, 1, Api.SYSCTL.path(), keep));
  }

  private HttpResponse<byte[]> send(String path, Object body) throws Exception {
    return controller.send(request(path, body), BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String path, Object body) {
    return HttpRequest.newBuilder(URI.create("https://127.0.1.1:" + agent.port() + path))
        .header(ApplyRequest.IDEMPOTENCY_KEY, UUID.randomUUID().toString())
        .POST(BodyPublishers.ofByteArray(Json.write(body)))
        .build();
  }

  private static HttpClient client(TestCertificate certificate) {
    return HttpClient.newBuilder()
        .sslContext(certificate.sslContext())
        .proxy(HttpClient.Builder.NO_PROXY)
        .build();
  }

  private static <T> T read(HttpResponse<byte[]> response, Class<T> type) {
    return switch (Json.read(response.body(), type)) {
      case Decoded.Value<T> value -> value.value();
      case Decoded.Malformed<T> malformed -> throw new AssertionError(malformed.problem());
    };
  }
}
