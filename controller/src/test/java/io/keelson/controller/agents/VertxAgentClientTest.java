package io.keelson.controller.agents;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.testing.Answer;
import io.keelson.testing.FakeAgent;
import io.keelson.testing.MyKinds;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import io.keelson.trust.ReloadableTls;
import io.keelson.wire.ApplyRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client against a real TLS server. */
final class VertxAgentClientTest {

  private final TestCertificates authority = TestCertificates.authority();
  private final TestCertificate controller = authority.forController().sign();
  private final FakeAgent agent =
      FakeAgent.start("node1", "127.0.0.1", 0, authority.forAgent("node1").sign());
  private final AtomicBoolean leads = new AtomicBoolean(true);
  private VertxAgentClient client = client(controller, agent.port());

  @AfterEach
  void close() {
    client.close();
    agent.close();
  }

  private VertxAgentClient client(TestCertificate certificate, int port) {
    return client(certificate.reloadable(), port);
  }

  private VertxAgentClient client(ReloadableTls tls, int port) {
    return client(tls, port, Duration.ofSeconds(15));
  }

  private VertxAgentClient client(ReloadableTls tls, int port, Duration longestCall) {
    return new VertxAgentClient(
        tls, new VertxAgentClient.Limits(port, 8, longestCall), leads::get, Clock.systemUTC());
  }

  private static Node node(String name) {
    return new Node(name, "u", "127.0.0.1", Map.of(), true, false);
  }

  private static Intent.Call call(MyKinds built) {
    Declaration declared = Given.declared("a", 0, built);
    return (Intent.Call)
        NodePlan.of(Given.world(Stream.of(node("node1")), declared), "node1").intents().getFirst();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Outcome send(MyKinds built) throws Exception {
    return send(built, new Order(1, UUID.randomUUID().toString()));
  }

  private Outcome send(MyKinds built, Order order) throws Exception {
    return get(client.send(node("node1"), call(built), order));
  }

  private static MyKinds swap() {
    return aMyKind().sysctl("vm.swappiness", "10");
  }

  @Test
  void appliesAndTellsWhatChanged() throws Exception {
    assertThat(send(swap())).isInstanceOf(Outcome.Applied.class);
    assertThat(send(swap())).isInstanceOf(Outcome.Unchanged.class);
    assertThat(agent.requests().getFirst().node()).isEqualTo("node1");
    assertThat(agent.requests().getFirst().owner().name()).isEqualTo("a");
  }

  /** */
  @Test
  void theSameCallAgainHasOneEffect() throws Exception {
    Order order = new Order(3, UUID.randomUUID().toString());
    agent.next(new Answer.LoseAnswer());

    assertThat(send(swap(), order)).isInstanceOf(Outcome.Offline.class);
    agent.with("vm.swappiness", "60");
    assertThat(send(swap(), order)).isInstanceOf(Outcome.Applied.class);

    assertThat(agent.keys()).containsExactly(order.key(), order.key());
    assertThat(agent.effects()).singleElement().returns(3L, ApplyRequest::epoch);
  }

  @Test
  void whatTheFenceRefusesMayPass() throws Exception {
    agent.obeying(7);

    assertThat(send(swap(), new Order(6, UUID.randomUUID().toString())))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(send(swap().dryRun(), new Order(6, ""))).isInstanceOf(Outcome.Failed.class);
    assertThat(send(swap(), new Order(7, UUID.randomUUID().toString())))
        .isInstanceOf(Outcome.Applied.class);
  }

  /** P-07: the process stood still while its call waited. */
  @Test
  void whoLeadsNoMoreSendsNothing() throws Exception {
    assertThat(send(swap())).isInstanceOf(Outcome.Applied.class);
    leads.set(false);
    agent.forgetCalls();

    assertThat(send(swap())).isInstanceOf(Outcome.Offline.class);
    assertThat(agent.calls()).isEmpty();
  }

  @Test
  void plansAndReads() throws Exception {
    assertThat(send(swap().dryRun())).isInstanceOf(Outcome.Planned.class);
    assertThat(agent.value("vm.swappiness")).isEqualTo("absent");
    assertThat(send(aMyKind().reads(Api.SYSCTL, "vm.swappiness", "vm.dirty_ratio")))
        .isInstanceOf(Outcome.Read.class);
    assertThat(agent.calls()).contains("GET /v1/sysctl?key=vm.swappiness&key=vm.dirty_ratio");
  }

  @Test
  void refusalsCarryTheirProblems() throws Exception {
    agent.refuses(new Problem(ProblemCode.SYSCTL_UNKNOWN, "f", "vm.swappiness", "no such key"));

    assertThat(send(swap()))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.problems().getFirst().message()).isEqualTo("no such key"));
  }

  @Test
  void faultsOfTheAgentMayPass() throws Exception {
    agent.always(Answer.Refuse.of(503, ProblemCode.AGENT_BUSY, "busy"));
    assertThat(send(swap())).isInstanceOf(Outcome.Failed.class);

    agent.always(Answer.Refuse.of(429, ProblemCode.HOSTNAME_THROTTLED, "a short while ago"));
    assertThat(send(swap())).isInstanceOf(Outcome.Failed.class);

    agent.always(Answer.Refuse.of(409, ProblemCode.CONFLICT, "belongs to default/b"));
    assertThat(send(swap())).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void anAgentThatAnswersForAnotherNodeIsNotBelieved() throws Exception {
    assertThat(get(client.state(node("node2")))).isInstanceOf(StateAnswer.Wrong.class);
    assertThat(agent.calls()).isEmpty();
    assertThat(get(client.state(node("node1")))).isInstanceOf(StateAnswer.Known.class);
  }

  /** */
  @Test
  void whoDoesNotListenIsOffline() throws Exception {
    agent.down();

    assertThat(send(swap())).isInstanceOf(Outcome.Offline.class);
  }

  /** a connection is accepted by the kernel, and then nothing comes. */
  @Test
  void whoDoesNotAnswerIsOfflineAfterTheTime() throws Exception {
    agent.always(new Answer.Hang());
    client.close();
    client = client(controller.reloadable(), agent.port(), Duration.ofSeconds(1));

    assertThat(send(swap()))
        .isInstanceOfSatisfying(
            Outcome.Offline.class, gone -> assertThat(gone.why()).contains("no answer within 1 s"));
    agent.letGo();
  }

  /** */
  @Test
  void aBlackHoleHoldsNoCallForEver() throws Exception {
    try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      client.close();
      client = client(controller, hole.getLocalPort());

      assertThat(send(swap())).isInstanceOf(Outcome.Offline.class);
    }
  }

  @Test
  void aLostAnswerIsNoSuccess() throws Exception {
    agent.next(new Answer.LoseAnswer());

    assertThat(send(swap())).isInstanceOf(Outcome.Offline.class);
    assertThat(send(swap())).isInstanceOf(Outcome.Unchanged.class);
  }

  /** the address belongs to another node's agent by now, or to something else of ours. */
  @Test
  void aCertificateOfOurAuthorityForAnotherIsNotEnough() throws Exception {
    isTurnedAwayBeforeAByteIsSent(authority.forController().sign());
    isTurnedAwayBeforeAByteIsSent(authority.forAgent("node2").sign());
    isTurnedAwayBeforeAByteIsSent(authority.certificateFor("keelson-agent", "node1").sign());
    isTurnedAwayBeforeAByteIsSent(
        authority.forAgent("node1").uri("spiffe://keelson/agent/node2").sign());
  }

  private void isTurnedAwayBeforeAByteIsSent(TestCertificate certificate) throws Exception {
    try (FakeAgent stranger = FakeAgent.start("node1", "127.0.0.1", 0, certificate)) {
      client.close();
      client = client(controller, stranger.port());

      assertThat(send(swap())).isInstanceOf(Outcome.Failed.class);
      assertThat(stranger.calls()).isEmpty();
    }
  }

  @Test
  void aForeignAuthorityIsNotBelieved() throws Exception {
    TestCertificate foreign =
        TestCertificates.authority().forAgent("node1").sign().believing(authority);
    try (FakeAgent stranger = FakeAgent.start("node1", "127.0.0.1", 0, foreign)) {
      client.close();
      client = client(controller, stranger.port());

      assertThat(send(swap())).isInstanceOf(Outcome.Failed.class);
      assertThat(stranger.calls()).isEmpty();
    }
  }

  /** what was proved by an authority that is dropped counts no more, and no call is lost. */
  @Test
  void followsEveryChangeOfTrustWithoutLosingACall() throws Exception {
    ReloadableTls tls = controller.reloadable();
    TestCertificates other = TestCertificates.authority();
    client.close();
    client = client(tls, agent.port());
    assertThat(send(swap())).isInstanceOf(Outcome.Applied.class);

    tls.replace(other.forController().sign().tls(), Instant.now());
    assertThat(send(swap())).isInstanceOf(Outcome.Failed.class);

    tls.replace(controller.tls(), Instant.now());
    assertThat(send(swap())).isInstanceOf(Outcome.Unchanged.class);
    tls.replace(authority.forController().sign().tls(), Instant.now());
    assertThat(send(swap())).isInstanceOf(Outcome.Unchanged.class);
  }

  /** an agent turns away a connection whose certificate has ended, however new ours is. */
  @Test
  void aConnectionThatIsOlderThanOurCertificateIsNotUsedAgain() throws Exception {
    ReloadableTls tls = controller.reloadable();
    client.close();
    client = client(tls, agent.port());
    assertThat(send(swap())).isInstanceOf(Outcome.Applied.class);
    // One is free again a moment after its answer has come: a call in between makes another.
    await().untilAsserted(this::aCallUsesTheConnectionOfTheOneBefore);
    List<InetSocketAddress> before = agent.connections();
    tls.replace(authority.forController().sign().tls(), Instant.now());
    assertThat(send(swap())).isInstanceOf(Outcome.Unchanged.class);

    assertThat(agent.connections()).hasSize(before.size() + 1);
    assertThat(agent.connections().getLast()).isNotIn(before);
  }

  private void aCallUsesTheConnectionOfTheOneBefore() throws Exception {
    InetSocketAddress before = agent.connections().getLast();
    assertThat(send(swap())).isInstanceOf(Outcome.Unchanged.class);
    assertThat(agent.connections().getLast()).isEqualTo(before);
  }

  @Test
  void moreCallsThanPermitsAllEnd() throws Exception {
    for (var stage :
        Stream.generate(
                () ->
                    client.send(
                        node("node1"), call(swap()), new Order(1, UUID.randomUUID().toString())))
            .limit(50)
            .toList()) {
      assertThat(get(stage)).isInstanceOfAny(Outcome.Applied.class, Outcome.Unchanged.class);
    }
  }
}
