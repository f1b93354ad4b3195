package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents, nodes, the API server or we ourselves were away and are back. */
@ExtendWith(ApiServerExtension.class)
final class OutageIT {

  private final ApiServer api;
  private Rig rig;

  OutageIT(ApiServer api) {
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

  private Stream<String> reasons(String name) {
    return rig.eventsOf(name).map(event -> event.path("reason").asText());
  }

  @Test
  void countsAnAgentThatIsDownAndServesItWhenItIsBack() {
    rig.agent("node2").down();

    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));

    rig.await(
        "swap", kind -> kind.isSuccess().hasCounts(3, 2, 0, 1).saysInMsg("1 offline (node2)"));
    rig.agent("node2").up();
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(rig.agent("node2").value("vm.swappiness")).isEqualTo("10");
  }

  @Test
  void isNotReadyWhileNobodyHasConfirmed() {
    rig.agents().forEach(agent -> agent.down());

    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));

    rig.await(
        "swap", kind -> kind.isRunning().hasCounts(3, 0, 0, 3).hasCondition("Ready", "False"));
  }

  @Test
  void leavesANodeThatIsNotReadyAloneUntilItIs() {
    api.setNodeReady("node2", false);
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 2, 0, 1));
    assertThat(rig.agent("node2").requests()).isEmpty();

    api.setNodeReady("node2", true);
    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
  }

  @Test
  void repeatsNoCallAfterARestart() throws Exception {
    rig.apply(aMyKind().named("kept").sysctl("vm.swappiness", "10"));
    rig.await("kept", kind -> kind.isSuccess());
    rig.stopController();
    rig.agents().forEach(agent -> agent.forgetCalls());

    rig.startController();
    rig.awaitPolls();

    assertThat(rig.requests()).isZero();
    rig.await("kept", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(reasons("kept")).doesNotContain("Refused", "TargetsOffline");
  }

  @Test
  void appliesAfterARestartWhatWasMissed() throws Exception {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess());
    rig.stopController();
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "20"));

    rig.startController();

    rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("20");
  }

  @Test
  void givesAnAgentThatForgotItsSettingsAgain() {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess());
    rig.agent("node1").down().with("vm.swappiness", "60").losesItsRecord().up();

    Rig.eventually(() -> assertThat(rig.agent("node1").value("vm.swappiness")).isEqualTo("10"));
  }

  @Test
  void goesOnWhenTheApiServerIsBack() {
    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    rig.await("swap", kind -> kind.isSuccess());
    api.down();
    api.up();

    rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "20"));

    rig.await("swap", kind -> kind.isSuccess());
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly("20");
  }
}
