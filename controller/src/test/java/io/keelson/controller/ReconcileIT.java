package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.testing.Answer;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import io.keelson.wire.AgentState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A MyKind's whole way, with a real API server and agents that speak the real protocol. */
@ExtendWith(ApiServerExtension.class)
final class ReconcileIT {

  private final ApiServer api;
  private Rig rig;

  ReconcileIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void start() throws Exception {
    rig = Rig.on(api);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void appliesToEveryNodeAndSaysSo() {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0).saysInMsg("3 nodes applied"));
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("10");
    assertThat(api.kubectl("wait", "--for=condition=Ready", "mk/swap", "--timeout=5s").succeeded())
        .isTrue();
    Rig.eventually(() -> assertThat(reasons("swap")).contains("Applied"));
  }

  private Stream<String> reasons(String name) {
    return rig.eventsOf(name).map(event -> event.path("reason").asText());
  }

  @Test
  void namesAnUnknownWorkerAndServesTheOthers() {
    rig.apply(aMyKind().named("swap").onNodes("node1", "node9").sysctl("vm.swappiness", "10"));

    rig.await(
        "swap",
        kind ->
            kind.isError()
                .saysInMsg("node9")
                .hasProblem(ProblemCode.WORKER_UNKNOWN)
                .hasResult("node1", "Applied")
                .hasCondition("Ready", "False")
                .hasCounts(2, 1, 1, 0));
    assertThat(rig.agent("node2").requests()).isEmpty();
  }

  @Test
  void aPreviewOfAChangeIsAskedInTheNameOfWhatItWouldChange() {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));

    rig.apply(aMyKind().named("next").sysctl("vm.swappiness", "20").previewOf("swap"));

    rig.await("next", kind -> kind.isSuccess().hasResult("node[1-2],master", "Planned"));
    assertThat(rig.agent("node1").requests().getLast().owner().name()).isEqualTo("swap");
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("10");
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
  }

  @Test
  void sendsNothingForAnotherPort() {
    rig.apply(aMyKind().named("swap").port(1).sysctl("vm.swappiness", "10"));

    rig.await(
        "swap",
        kind ->
            kind.isError()
                .hasProblem(ProblemCode.PORT_MISMATCH)
                .saysInMsg("refused, nothing was sent: ")
                .hasCounts(3, 0, 3, 0)
                .hasResult("node[1-2],master", "Refused"));
    assertThat(rig.requests()).isZero();
  }

  @Test
  void saysThatNoNodeMatches() {
    rig.apply(aMyKind().named("swap").whereLabel("zone", "z").sysctl("vm.swappiness", "10"));

    rig.await("swap", kind -> kind.isError().hasProblem(ProblemCode.TARGETS_EMPTY));
  }

  @Test
  void showsWhatAnAgentRefusesAndDoesNotAskAgain() {
    rig.agent("node2")
        .refuses(
            new Problem(
                ProblemCode.SYSCTL_UNKNOWN,
                "parameters[0].key",
                "vm.swappiness",
                "this kernel has no vm.swappiness"));

    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));

    rig.await(
        "swap",
        kind ->
            kind.isError()
                .hasCounts(3, 2, 1, 0)
                .hasResult("node2", "Refused")
                .saysInMsg("node2: this kernel has no vm.swappiness"));
    rig.awaitPolls();
    assertThat(rig.agent("node2").requests()).hasSize(1);
  }

  @Test
  void triesAgainWhatFailed() {
    rig.agent("node2").next(Answer.Refuse.of(500, "HOST_ERROR", "disk"));

    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(rig.agent("node2").requests()).hasSize(2);
  }

  @Test
  void theLastOfManyQuickChangesWins() {
    for (int i = 1; i <= 5; i++) {
      rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "" + i));
    }

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("5");
  }

  @Test
  void servesANodeThatJoinsAndDropsOneThatLeaves() {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));

    rig.join("node3");
    rig.await("swap", kind -> kind.isSuccess().hasCounts(4, 4, 0, 0));
    assertThat(rig.agent("node3").value("vm.swappiness")).isEqualTo("10");

    api.deleteNode("node3");
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
  }

  @Test
  void followsALabel() {
    rig.apply(aMyKind().named("swap").whereLabel("zone", "a").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess().hasResult("node1", "Applied"));

    api.labelNode("node2", "zone", "a");

    rig.await("swap", kind -> kind.isSuccess().hasCounts(2, 2, 0, 0));
    assertThat(rig.agent("node2").value("vm.swappiness")).isEqualTo("10");
  }

  @Test
  void namesTheOwnerOfAKeyThatTwoWant() throws Exception {
    rig.apply(aMyKind().named("first").sysctl("vm.swappiness", "10"));
    rig.await("first", kind -> kind.isSuccess());
    rig.awaitNextSecond();
    rig.apply(aMyKind().named("second").sysctl("vm.swappiness", "20"));

    rig.await(
        "second",
        kind ->
            kind.isError()
                .hasProblem(ProblemCode.CONFLICT)
                .saysInMsg("default/first")
                .hasResult("node[1-2],master", "Conflict"));
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("10");

    api.kubectl("delete", "mk", "first").orThrow();
    rig.await("second", kind -> kind.isSuccess());
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("20");
  }

  @Test
  void readsAndFollowsWhatNodesHave() {
    rig.agents().forEach(agent -> agent.with("vm.swappiness", "60"));
    rig.apply(aMyKind().named("read").reads(Api.SYSCTL, "vm.swappiness"));
    rig.await("read", kind -> kind.isSuccess().hasResult("node[1-2],master", "Read"));

    rig.agent("node2").with("vm.swappiness", "1");

    rig.await("read", kind -> kind.isSuccess().hasResult("node2", "Read"));
    assertThat(rig.requests()).isZero();
  }

  @Test
  void aDryRunChangesNothing() {
    rig.apply(aMyKind().named("swap").dryRun().sysctl("vm.swappiness", "10"));

    rig.await(
        "swap",
        kind -> kind.isSuccess().hasResult("node[1-2],master", "Planned").saysInMsg("dry run"));
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("absent");
  }

  /** C-17. What is applied after it is served, so its own calls would have been seen too. */
  @Test
  void aDryRunOfTheApiServerReachesNoAgent(@TempDir Path folder) throws Exception {
    Path never = folder.resolve("never.yaml");
    Files.writeString(never, aMyKind().named("never").sysctl("vm.swappiness", "11").yaml());

    api.kubectl("apply", "--dry-run=server", "-f", never.toString()).orThrow();
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(rig.requests()).isEqualTo(3);
  }

  /** C-15: whose it says it is, and what else is written on it, means nothing. */
  @Test
  void ownersLabelsAndAnnotationsChangeNothing() {
    rig.apply(aMyKind().named("swap").paused().sysctl("vm.swappiness", "10"));
    api.patchMyKind(
        "swap",
        """
        {"metadata":{"annotations":{"note":"%s"},"labels":{"keelson.io/paused":"true"},
         "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"node9","controller":true,
                             "uid":"0e1f6f0e-6b6c-4c52-a1f0-000000000001"}]},
         "spec":{"Paused":false}}
        """
            .formatted("\u202e<b>".repeat(30_000)));

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(api.get("mk", "swap").at("/metadata/ownerReferences/0/name").asText())
        .isEqualTo("node9");
  }

  @Test
  void aPausedOneSendsNothingUntilItGoesOn() {
    rig.apply(aMyKind().named("swap").paused().sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isRunning().saysInMsg("paused"));
    assertThat(rig.requests()).isZero();

    api.patchMyKind("swap", "{\"spec\":{\"Paused\":false}}");
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
  }

  @Test
  void givesEachNodeItsOwnName() {
    rig.apply(aMyKind().named("names").hostname("${node.name}"));
    rig.await("names", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(rig.agent("node2").requests().getFirst().parameters().getFirst().value())
        .isEqualTo("node2");
  }

  @Test
  void refusesOneNameForManyNodes() {
    // The schema refuses it as well, but not through a label that two nodes share.
    api.labelNode("node2", "zone", "a");
    rig.apply(aMyKind().named("names").onlyWorkers().hostname("n-${node.label['zone']}"));

    rig.await("names", kind -> kind.isError().hasProblem(ProblemCode.HOSTNAME_CONFLICT));
    assertThat(rig.requests()).isZero();
  }

  @Test
  void doesNothingForAHeartbeat() {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    JsonNode before = rig.await("swap", kind -> kind.isSuccess());
    int requests = rig.requests();

    for (int i = 0; i < 20; i++) {
      api.beat("node1");
    }
    rig.awaitPolls();

    assertThat(rig.requests()).isEqualTo(requests);
    assertThat(api.get("mk", "swap").at("/metadata/resourceVersion"))
        .isEqualTo(before.at("/metadata/resourceVersion"));
  }

  @Test
  void putsRightWhatSomebodyElseWritesIntoTheStatus() {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess());

    String lie = "{\"status\":{\"State\":\"ERROR\",\"Msg\":\"not so\"}}";
    api.kubectl("patch", "mk", "swap", "--subresource=status", "--type=merge", "-p", lie).orThrow();

    rig.await("swap", kind -> kind.isSuccess().saysInMsg("3 nodes applied"));
  }

  /** P-20. */
  @Test
  void oneThatIsMadeAnewUnderItsNameIsAnotherOne() {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess());
    for (int i = 20; i < 25; i++) {
      api.kubectl("delete", "mk", "swap").orThrow();
      rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "" + i));
    }

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("24");
  }

  @Test
  void tellsItsHealthAndMetrics() throws Exception {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess());

    Rig.eventually(() -> assertThat(rig.ops("/readyz")).contains("ok"));
    assertThat(rig.ops("/livez")).contains("ok");
    rig.measures(
        "keelson_controller_calls_total{outcome=\"Applied\"} 3",
        "keelson_controller_nodes{presence=\"online\"} 3",
        "keelson_controller_mykinds{state=\"success\"} 1");
  }

  /** What an agent wants a person to mend does not stay on its node. */
  @Test
  void aTroubleOfAnAgentIsAnEventOnItsNodeAndIsCounted() {
    rig.agent("node1").troubled(new AgentState.Trouble("POLICY_INVALID", "line 3: no such key"));

    Rig.eventually(
        () ->
            assertThat(events("Node", "node1"))
                .contains("Warning AgentTroubled POLICY_INVALID: line 3: no such key"));
    rig.measures("keelson_controller_nodes_troubled 1.0");
    rig.agent("node1").troubled();
    rig.measures("keelson_controller_nodes_troubled 0.0");
  }

  /** the leader says so too when the policy's file is not the one in use. */
  @Test
  void aPolicyThatCannotBeUsedIsMeasured(@TempDir Path directory) throws Exception {
    assertThat(rig.ops("/metrics")).doesNotContain("keelson_controller_policy_ok");
    Path policy = directory.resolve("policy.json");
    Files.writeString(policy, "{\"sysctls\": [{\"name\": \"vm.*\"}]}");
    rig.startWith(policy);
    rig.measures("keelson_controller_policy_ok 1.0");

    Files.writeString(policy, "{\"sysctl\": []}");
    rig.measures("keelson_controller_policy_ok 0.0");
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
  }

  private String events(String kind, String name) {
    return api.kubectl(
            "get",
            "events",
            "--field-selector",
            "involvedObject.kind=" + kind + ",involvedObject.name=" + name,
            "-o",
            "jsonpath={range .items[*]}{.type} {.reason} {.message}{\"\\n\"}{end}")
        .orThrow();
  }
}
