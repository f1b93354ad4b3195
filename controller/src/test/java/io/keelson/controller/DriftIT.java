package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.problem.ProblemCode;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import io.keelson.wire.AgentState.Drift;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What agents tell of others who change nodes, as it stands on a real API server. */
@ExtendWith(ApiServerExtension.class)
final class DriftIT {

  private static final String KEY = "vm.swappiness";
  private static final String HINT = KEY + ": /etc/sysctl.d/99-tuned.conf is read later at boot";

  private final ApiServer api;
  private Rig rig;

  DriftIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void start() throws Exception {
    rig = Rig.on(api);
    rig.apply(aMyKind().named("swap").sysctl(KEY, "10"));
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0).hasCount("Drifted", 0));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private static Drift repaired(long repairs) {
    return new Drift(KEY, repairs, Instant.now().toString(), true, false, HINT);
  }

  private static Drift contested() {
    return new Drift(KEY, 5, Instant.now().toString(), false, true, "others insist. " + HINT);
  }

  private void await(int applied, int failed, int drifted) {
    rig.await("swap", kind -> kind.hasCounts(3, applied, failed, 0).hasCount("Drifted", drifted));
  }

  private List<String> events(String reason) {
    return rig.eventsOf("swap")
        .filter(event -> event.path("reason").asText().equals(reason))
        .map(event -> event.path("type").asText() + " " + event.path("message").asText())
        .toList();
  }

  @Test
  void whatWasSetRightIsShownAndToldOnce() {
    rig.agent("node1").drifts(repaired(1));
    rig.agent("node2").drifts(repaired(1));
    await(3, 0, 2);

    JsonNode status = api.get("mk", "swap").path("status");
    assertThat(status.path("State").asText()).isEqualTo("SUCCESS");
    assertThat(status.path("Msg").asText())
        .isEqualTo("3 nodes applied; others changed, set right again: node[1-2]: " + KEY);
    assertThat(status.at("/Results/0/Nodes").asText()).isEqualTo("node[1-2]");
    assertThat(status.at("/Results/0/Drifted/0/Key").asText()).isEqualTo(KEY);
    assertThat(status.at("/Results/0/Drifted/0/Message").asText()).isEqualTo(HINT);
    assertThat(api.kubectl("get", "mk", "swap", "-o", "wide").orThrow())
        .containsPattern("DRIFTED[^\n]*\n.* 0 +2 ");
    Rig.eventually(() -> assertThat(events("Drifted")).isNotEmpty());
    rig.measures("keelson_drifted_nodes 2.0", "keelson_contested_nodes 0.0");

    String version = api.get("mk", "swap").at("/metadata/resourceVersion").asText();
    rig.agent("node1").drifts(repaired(2));
    rig.agent("node2").drifts(repaired(3));
    rig.awaitPolls();
    assertThat(api.get("mk", "swap").at("/metadata/resourceVersion").asText())
        .as("more repairs are no news")
        .isEqualTo(version);
    assertThat(events("Drifted"))
        .singleElement()
        .asString()
        .startsWith("Warning ")
        .contains(KEY + ": others changed it, it was set right; " + HINT);
  }

  @Test
  @DisplayName("N-11: contested is ERROR with node, key and who it may be, until the spec changes")
  void contestedIsAnErrorUntilTheSpecChanges() {
    rig.agent("node2").with(KEY, "77").drifts(contested());

    rig.await(
        "swap",
        kind ->
            kind.isError()
                .hasCounts(3, 2, 1, 0)
                .hasCount("Drifted", 1)
                .hasResult("node2", "Failed")
                .hasProblem(ProblemCode.CONTESTED)
                .hasCondition("Ready", "False")
                .hasCondition("Degraded", "True")
                .saysInMsg("node2: " + KEY + ": others insist. " + HINT));
    Rig.eventually(
        () ->
            assertThat(events("Contested"))
                .singleElement()
                .asString()
                .startsWith("Warning node2: " + KEY));
    rig.measures("keelson_contested_nodes 1.0");
    int calls = rig.requests();
    rig.awaitPolls();
    assertThat(rig.requests()).as("nothing is sent, or it would go on").isEqualTo(calls);

    rig.apply(aMyKind().named("swap").sysctl(KEY, "11"));
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0).hasCount("Drifted", 0));
    assertThat(rig.valuesOf(KEY)).containsOnly("11");
    rig.measures("keelson_contested_nodes 0.0");
  }

  /** What somebody does who has found who else sets it, and leaves the values as they are. */
  @Test
  void contestedGoesOnWithAnotherSpecOfTheSameValues() {
    rig.agent("node2").with(KEY, "77").drifts(contested());
    await(2, 1, 1);

    rig.apply(aMyKind().named("swap").kept().sysctl(KEY, "10"));
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0).hasCount("Drifted", 0));
    assertThat(rig.agent("node2").value(KEY)).isEqualTo("10");
    assertThat(rig.agent("node1").requests()).as("only where it is contested").hasSize(1);
  }

  @Test
  void afterARestartItIsShownAsBeforeAndNotToldAgain() throws Exception {
    rig.agent("node1").drifts(repaired(1));
    rig.agent("node2").drifts(contested());
    rig.await("swap", kind -> kind.isError().hasCounts(3, 2, 1, 0).hasCount("Drifted", 2));
    Rig.eventually(
        () -> {
          assertThat(events("Drifted")).hasSize(1);
          assertThat(events("Contested")).hasSize(1);
        });

    rig.stopController();
    rig.startController();
    rig.measures("keelson_drifted_nodes 2.0");
    rig.awaitPolls();
    rig.await("swap", kind -> kind.isError().hasCounts(3, 2, 1, 0).hasCount("Drifted", 2));
    assertThat(events("Drifted")).hasSize(1);
    assertThat(events("Contested")).hasSize(1);
  }

  @Test
  void whatIsAnHourAgoIsNotShown() throws Exception {
    rig.agent("node1").drifts(repaired(1));
    await(3, 0, 1);
    int calls = rig.requests();

    rig.stopController();
    rig.startLater(Duration.ofMinutes(61));
    await(3, 0, 0);
    assertThat(rig.requests()).isEqualTo(calls);
  }

  @Test
  @DisplayName("N-10: an agent that starts with its node tells of no drift, and nothing is shown")
  void aRebootIsNoDrift() {
    rig.agent("node1").down();
    api.setNodeReady("node1", false);
    rig.await("swap", kind -> kind.hasCounts(3, 2, 0, 1));
    rig.agent("node1").up();
    api.setNodeReady("node1", true);

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0).hasCount("Drifted", 0));
    rig.awaitPolls();
    rig.await("swap", kind -> kind.isSuccess().hasCount("Drifted", 0));
    assertThat(events("Drifted")).isEmpty();
  }
}
