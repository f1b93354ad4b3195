package io.keelson.agent;

import static io.keelson.testing.EnrolmentServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.keelson.testing.EnrolmentServer;
import io.keelson.testing.EnrolmentServer.Behaviour;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import io.keelson.trust.Identity;
import io.keelson.trust.TrustBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How the agent comes to its certificate, over real TLS. */
class EnrolmentIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final TestCertificates OURS = TestCertificates.authority();
  private static final TestCertificates THEIRS = TestCertificates.authority();

  @TempDir Path work;
  private HostDirectory host;
  private Path token;
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host"))).sysctl("vm.swappiness", "60");
    token = Files.writeString(work.resolve("token"), EnrolmentServer.TOKEN);
    EnrolmentServer.mount(work.resolve("trust"), OURS, OURS);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private TestAgent agent(EnrolmentServer server) {
    open.add(server);
    return agent(server.address());
  }

  private TestAgent agent(String controller) {
    TestAgent agent = TestAgent.enrolling(host, work, controller, OURS);
    open.addFirst(agent);
    return agent;
  }

  private static void isServed(TestAgent agent) {
    await().atMost(SOON).until(agent::listens);
    assertThat(agent.get("/v1/state").status()).isEqualTo(200);
  }

  private static void hasFailed(TestAgent agent) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(agent.health("/metrics").body())
                    .contains("keelson_agent_enrolments_total{result=\"failed\"}"));
  }

  @Test
  @DisplayName("enrols, serves, and says by which authority")
  void servesWithTheCertificateItGot() {
    EnrolmentServer server = EnrolmentServer.start("node1", OURS);
    TestAgent agent = agent(server);
    isServed(agent);
    assertThat(agent.get("/v1/state").body())
        .contains(
            "\"bundle\":\"" + new TrustBundle(List.of(OURS.certificate())).digest() + "\"",
            "\"issuer\":\"" + TrustBundle.fingerprint(OURS.certificate()) + "\"",
            "\"troubles\":[]");
    assertThat(agent.health("/readyz").status()).isEqualTo(200);
    assertThat(server.tokens()).containsExactly(EnrolmentServer.TOKEN);
  }

  @Test
  @DisplayName("A-06: the controller cannot answer; A-24: what health says then")
  void livesWithoutACertificateAndSaysWhy() {
    Behaviour away = (exchange, key) -> answer(exchange, 503, "{}");
    TestAgent agent =
        agent(EnrolmentServer.start("node1", OURS).next(away, away, away, away, away, away));
    hasFailed(agent);
    assertThat(agent.health("/livez").status()).isEqualTo(200);
    assertThat(agent.health("/readyz").status()).isEqualTo(503);
    assertThat(agent.health("/readyz").body())
        .contains("not enrolled yet: enrolment: HTTP 503")
        .doesNotContain(EnrolmentServer.TOKEN, "Exception");
    assertThat(agent.listens()).isFalse();
  }

  /** Java's own refusal of such a header repeats all of it. */
  @Test
  void doesNotShowWhatLiesInThePlaceOfTheToken() throws IOException {
    Files.writeString(token, "the first line\nof a secret");
    TestAgent agent = agent(EnrolmentServer.start("node1", OURS));
    hasFailed(agent);
    assertThat(agent.health("/readyz").body()).contains("token").doesNotContain("secret", "line");
  }

  static Stream<Named<Wrong>> badAnswers() {
    Instant now = Instant.now();
    Instant since = now.minusSeconds(60);
    Instant until = now.plusSeconds(600);
    return Stream.of(
        Named.of(
            "another node",
            server -> (exchange, key) -> server.grant(exchange, OURS.forAgent("node2"), key)),
        Named.of(
            "the controller's name",
            server -> (exchange, key) -> server.grant(exchange, OURS.forController(), key)),
        Named.of(
            "two names",
            server ->
                (exchange, key) ->
                    server.grant(
                        exchange, OURS.forAgent("node1").uri(Identity.AGENT + "node2"), key)),
        Named.of(
            "a foreign authority",
            server -> (exchange, key) -> server.grant(exchange, THEIRS.forAgent("node1"), key)),
        Named.of(
            "expired",
            server ->
                (exchange, key) -> server.grant(exchange, OURS.forAgent("node1").expired(), key)),
        Named.of(
            "not valid yet",
            server ->
                (exchange, key) ->
                    server.grant(
                        exchange, OURS.forAgent("node1").valid(until, until.plusSeconds(9)), key)),
        Named.of(
            "another key",
            server ->
                (exchange, key) ->
                    server.grant(
                        exchange,
                        OURS.forAgent("node1").valid(since, until),
                        OURS.forAgent("node1").sign().keys().getPublic())),
        Named.of("no JSON", server -> (exchange, key) -> answer(exchange, 200, "certificate")),
        Named.of("no fields", server -> (exchange, key) -> answer(exchange, 200, "{}")),
        Named.of(
            "no PEM",
            server ->
                (exchange, key) ->
                    answer(exchange, 200, "{\"certificate\":\"x\",\"bundle\":\"y\"}")),
        Named.of(
            "too much", server -> (exchange, key) -> answer(exchange, 200, " ".repeat(70_000))),
        Named.of(
            "elsewhere",
            server ->
                (exchange, key) -> {
                  exchange.getResponseHeaders().set("Location", "https://127.0.0.1:1/v1/enrol");
                  answer(exchange, 307, "");
                }),
        Named.of("refused", server -> (exchange, key) -> answer(exchange, 403, "{}")));
  }

  /** How a server misbehaves once. */
  interface Wrong {
    Behaviour of(EnrolmentServer server);
  }

  @ParameterizedTest
  @DisplayName("A-26: an answer that is not for this node and this key is not used; asks again")
  @MethodSource("badAnswers")
  void doesNotUseAnAnswerThatIsNotForIt(Wrong wrong) {
    EnrolmentServer server = EnrolmentServer.start("node1", OURS);
    TestAgent agent = agent(server.next(wrong.of(server)));
    isServed(agent);
    hasFailed(agent);
    assertThat(server.tokens()).hasSize(2);
  }

  static Stream<Named<TestCertificate>> impostors() {
    return Stream.of(
        Named.of("foreign", THEIRS.forController().sign()),
        Named.of("agent", OURS.forAgent("node2").sign()),
        Named.of("only a host name", OURS.certificateFor("localhost").ip("127.0.0.1").sign()),
        Named.of("expired", OURS.forController().expired().sign()));
  }

  @ParameterizedTest
  @DisplayName("X-18: who is not the controller gets no token")
  @MethodSource("impostors")
  void sendsNothingToAnImpostor(TestCertificate own) {
    EnrolmentServer server = EnrolmentServer.start("node1", OURS, own);
    TestAgent agent = agent(server);
    hasFailed(agent);
    assertThat(server.tokens()).isEmpty();
    assertThat(agent.listens()).isFalse();
  }

  @Test
  @DisplayName("A-07: a controller without TLS gets no token")
  void speaksToNobodyInPlainHttp() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    HttpServer plain =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    open.add(() -> plain.stop(0));
    plain.createContext("/", exchange -> heard.add(exchange.getRequestMethod()));
    plain.start();
    TestAgent agent = agent("127.0.0.1:" + plain.getAddress().getPort());
    hasFailed(agent);
    assertThat(heard).isEmpty();
  }

  @Test
  @DisplayName("waits as long as the controller wants")
  void waitsAsLongAsItIsTold() {
    List<Instant> asked = new CopyOnWriteArrayList<>();
    EnrolmentServer server = EnrolmentServer.start("node1", OURS);
    server.next(
        (exchange, key) -> {
          asked.add(Instant.now());
          exchange.getResponseHeaders().set("Retry-After", "4");
          answer(exchange, 503, "{}");
        },
        (exchange, key) -> {
          asked.add(Instant.now());
          server.grant(exchange, OURS.forAgent("node1").ip("127.0.0.1"), key);
        });
    isServed(agent(server));
    assertThat(Duration.between(asked.getFirst(), asked.getLast()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(4));
  }

  @Test
  @DisplayName("P-13: asks at once after a start, so that one new node is soon ready")
  void doesNotWaitBeforeTheFirstAsking() {
    List<Instant> asked = new CopyOnWriteArrayList<>();
    EnrolmentServer server = EnrolmentServer.start("node1", OURS);
    server.next(
        (exchange, key) -> {
          asked.add(Instant.now());
          server.grant(exchange, OURS.forAgent("node1").ip("127.0.0.1"), key);
        });
    Instant start = Instant.now();
    isServed(agent(server));

    // The rest of it is the start of a server and a handshake.
    assertThat(Duration.between(start, asked.getFirst())).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  @DisplayName("the kubelet replaces the token")
  void readsTheTokenAnewEachTime() throws IOException {
    Files.delete(token);
    EnrolmentServer server = EnrolmentServer.start("node1", OURS);
    TestAgent agent = agent(server);
    hasFailed(agent);
    assertThat(agent.health("/readyz").body()).contains("token");
    Files.writeString(token, "an.old.one");
    await().atMost(SOON).until(() -> server.tokens().contains("an.old.one"));
    Files.writeString(token, EnrolmentServer.TOKEN);
    await().atMost(Duration.ofSeconds(30)).until(agent::listens);
    isServed(agent);
  }

  @Test
  @DisplayName("X-12: renewed at two thirds of its life, and no call fails")
  void renewsWithoutALostCall() {
    EnrolmentServer server = EnrolmentServer.start("node1", OURS).life(Duration.ofSeconds(6));
    TestAgent agent = agent(server);
    isServed(agent);
    Instant end = Instant.now().plusSeconds(12);
    List<Integer> answers = new ArrayList<>();
    await()
        // New connections have a rate, of 50 a second where the controller is known.
        .pollInterval(Duration.ofMillis(25))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              answers.add(agent.get("/v1/state").status());
              answers.add(agent.getOverANewConnection("/v1/state").status());
              return Instant.now().isAfter(end);
            });
    assertThat(answers).hasSizeGreaterThan(50).containsOnly(200);
    assertThat(server.tokens()).hasSizeBetween(3, 5);
  }

  @Test
  @DisplayName("X-12: the certificate ends while the controller is away")
  void enrolsAgainWithACertificateThatHasEnded() {
    EnrolmentServer server = EnrolmentServer.start("node1", OURS).life(Duration.ofSeconds(3));
    TestAgent agent = agent(server);
    isServed(agent);
    server.next(
        (exchange, key) -> {
          exchange.getResponseHeaders().set("Retry-After", "3");
          answer(exchange, 503, "{}");
        });
    server.life(Duration.ofHours(1));
    hasFailed(agent);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(server.tokens()).hasSizeGreaterThanOrEqualTo(3));
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> agent.getOverANewConnection("/v1/state").status() == 200);
  }

  @Test
  @DisplayName("gives up on a server that does not answer")
  void doesNotWaitForever() {
    EnrolmentServer server = EnrolmentServer.start("node1", OURS);
    server.next((exchange, key) -> server.silence());
    TestAgent agent = agent(server);
    await().atMost(Duration.ofSeconds(25)).until(agent::listens);
    hasFailed(agent);
  }
}
