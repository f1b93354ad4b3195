package io.keelson.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.keelson.controller.kube.Kube;
import io.keelson.testing.FakeAgent;
import io.keelson.testing.FakeAgents;
import io.keelson.testing.MyKindAssert;
import io.keelson.testing.MyKinds;
import io.keelson.testing.TestCertificates;
import io.keelson.testing.kube.ApiServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A whole controller between a real API server and fake agents of master, node1 and node2. */
final class Rig implements AutoCloseable {

  static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration UNDO_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration HEEDS_WITHIN = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ControllerConfig.Trust TRUST =
      new ControllerConfig.Trust(
          0, Duration.ofHours(24), Duration.ofDays(365), "", false, "keelson-agent");

  private final ApiServer api;
  private final TestCertificates authority = TestCertificates.authority();
  private final FakeAgents agents =
      FakeAgents.start(authority, "master", "node1", "node2", "node3");
  private final String user;
  private String policy = "";
  private Duration poll = POLL;
  private Controller controller;

  private Rig(ApiServer api, String user) throws Exception {
    this.api = api;
    this.user = user;
    new TrustYaml(authority).applyTo(api);
    api.createNode("master", agent("master").ip(), Map.of(CONTROL_PLANE, ""), true);
    api.createNode("node1", agent("node1").ip(), Map.of("zone", "a"), true);
    api.createNode("node2", agent("node2").ip(), Map.of("zone", "b"), true);
    this.controller = start();
  }

  static Rig on(ApiServer api) throws Exception {
    return new Rig(api, "");
  }

  /** One whose controller has the rights of this user and no others. */
  static Rig as(String user, ApiServer api) throws Exception {
    return new Rig(api, user);
  }

  private Controller start() throws Exception {
    return Controller.start(config(), kube(), Clock.systemUTC());
  }

  /** Starts the controller anew with a clock that is so far ahead. */
  void startLater(Duration ahead) throws Exception {
    controller = Controller.start(config(), kube(), Clock.offset(Clock.systemUTC(), ahead));
  }

  private ControllerConfig config() {
    return new ControllerConfig(
        agents.port(), 0, poll, UNDO_TIMEOUT, 128, TrustYaml.NAMESPACE, "rig", TRUST, policy);
  }

  /** Starts the controller anew; it asks agents as rarely as that, unless there is a reason. */
  void startPolling(Duration each) throws Exception {
    stopController();
    poll = each;
    startController();
  }

  private Kube kube() throws IOException {
    Config access = Config.fromKubeconfig(Files.readString(api.kubeconfig()));
    // The key in this kubeconfig is an elliptic one in PKCS#8, whose header does not say so.
    access.setClientKeyAlgo("EC");
    if (!user.isEmpty()) {
      access.setImpersonateUsername(user);
    }
    return Kube.of(access);
  }

  /** What the chart's hook does before the release is deleted. */
  Uninstall.Result uninstall(boolean revert, Duration timeout, StringWriter said) throws Exception {
    Clock clock = Clock.systemUTC();
    try (Kube kube = kube()) {
      Semaphore nobody = new Semaphore(0);
      return new Uninstall(
              kube.uninstallation(TrustYaml.NAMESPACE, clock),
              HEEDS_WITHIN,
              clock,
              () -> nobody.tryAcquire(200, TimeUnit.MILLISECONDS),
              new PrintWriter(said))
          .run(revert, timeout);
    }
  }

  /** Another replica, whose clock is so far ahead. */
  Standby standby(Duration ahead) throws Exception {
    // Otherwise it may be the one that leads.
    eventually(() -> assertThat(lease().path("holderIdentity").asText()).isNotEmpty());
    Clock clock = Clock.offset(Clock.systemUTC(), ahead);
    return new Standby(Controller.start(config(), kube(), clock));
  }

  /** Another replica that cannot begin to lead: its policy is at what is no path. */
  Standby unableToLead() throws Exception {
    ControllerConfig wrong =
        new ControllerConfig(
            agents.port(), 0, POLL, UNDO_TIMEOUT, 128, TrustYaml.NAMESPACE, "rig", TRUST, "\0");
    return new Standby(Controller.start(wrong, kube(), Clock.systemUTC()));
  }

  Standby standby() throws Exception {
    return standby(Duration.ZERO);
  }

  /** A leader that believes in its mandate, whatever the Lease says. */
  ForcedLeader forced(long epoch) throws Exception {
    return new ForcedLeader(config(), kube(), authority.forController().sign().reloadable(), epoch);
  }

  JsonNode lease() {
    return api.get("lease", TrustYaml.NAMESPACE, "keelson-controller").path("spec");
  }

  /** What somebody does who may write the Lease. */
  void editLease(String holder, long transitions) {
    api.kubectl(
            "patch",
            "lease",
            "keelson-controller",
            "-n",
            TrustYaml.NAMESPACE,
            "--type=merge",
            "-p",
            "{\"spec\":{\"holderIdentity\":\"%s\",\"leaseTransitions\":%d}}"
                .formatted(holder, transitions))
        .orThrow();
  }

  /** Waits until the Lease was renewed so often. */
  void awaitRenewals(int times) {
    for (int i = 0; i < times; i++) {
      String before = lease().path("renewTime").asText();
      eventually(() -> assertThat(lease().path("renewTime").asText()).isNotEqualTo(before));
    }
  }

  String awaitLoss() throws InterruptedException {
    return controller.awaitLoss();
  }

  /** As by SIGKILL: nothing is drained and nothing released. */
  void killController() {
    controller.close();
  }

  FakeAgent agent(String node) {
    return agents.of(node);
  }

  int agentPort() {
    return agents.port();
  }

  TestCertificates authority() {
    return authority;
  }

  /** Somebody who asks for certificates. */
  Enrolling enrolling() throws Exception {
    return Enrolling.of(api, authority, controller.enrolPort());
  }

  /** The agents of the nodes that are there at the start. */
  List<FakeAgent> agents() {
    return Stream.of("master", "node1", "node2").map(this::agent).toList();
  }

  /** What these nodes hold for a key. */
  List<String> valuesOf(String key) {
    return agents().stream().map(agent -> agent.value(key)).toList();
  }

  /** Of the object that has this name now: an earlier test may have had one of the same name. */
  Stream<JsonNode> eventsOf(String myKind) {
    String uid = api.get("mk", myKind).at("/metadata/uid").asText();
    return api.eventsOf(myKind).stream()
        .filter(event -> event.at("/involvedObject/uid").asText().equals(uid));
  }

  /** How many POSTs these nodes have seen. */
  int requests() {
    return agents().stream().mapToInt(agent -> agent.requests().size()).sum();
  }

  void join(String node) {
    api.createNode(node, agent(node).ip(), Map.of(), true);
  }

  /** Waits until each of these agents has been asked for its state once more, and once again. */
  void awaitPolls() {
    Map<FakeAgent, Long> before =
        agents().stream().collect(Collectors.toMap(agent -> agent, Rig::polls));
    eventually(
        () ->
            assertThat(before.entrySet())
                .allMatch(one -> polls(one.getKey()) >= one.getValue() + 2));
  }

  private static long polls(FakeAgent agent) {
    return agent.calls().stream().filter("GET /v1/state"::equals).count();
  }

  /** Two objects of one second have no order but that of their uids. */
  void awaitNextSecond() {
    long now = Instant.now().getEpochSecond();
    eventually(() -> assertThat(Instant.now().getEpochSecond()).isGreaterThan(now));
  }

  String ops(String path) {
    return ops(controller, path);
  }

  static String ops(Controller of, String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + of.opsPort() + path);
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void apply(MyKinds kind) {
    api.apply(kind.yaml()).orThrow();
  }

  void stopController() {
    controller.drain(Duration.ofSeconds(5));
    controller.close();
  }

  void startController() throws Exception {
    controller = start();
  }

  /** Starts the controller anew with this policy. */
  void startWith(Path policyFile) throws Exception {
    stopController();
    policy = policyFile.toString();
    startController();
  }

  /** Waits until the MyKind is as it should be. */
  JsonNode await(String name, Consumer<MyKindAssert> expected) {
    Awaitility.await(name)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> expected.accept(MyKindAssert.assertThatMyKind(api.get("mk", name))));
    return api.get("mk", name);
  }

  /** Its metrics have these lines, or soon will: they may be a moment behind what others see. */
  void measures(String... lines) {
    eventually(() -> assertThat(ops("/metrics")).contains(lines));
  }

  static void eventually(Runnable assertion) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(assertion::run);
  }

  @Override
  public void close() {
    stopController();
    agents.close();
    api.clear();
  }
}
