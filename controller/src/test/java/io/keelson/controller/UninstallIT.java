package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P-18: what happens before the controller goes for good, with a real API server. */
@ExtendWith(ApiServerExtension.class)
final class UninstallIT {

  private static final String KEY = "vm.swappiness";
  private static final Duration SHORT = Duration.ofSeconds(30);

  private final ApiServer api;
  private final StringWriter said = new StringWriter();
  private final ExecutorService meanwhile = Executors.newVirtualThreadPerTaskExecutor();
  private Rig rig;

  UninstallIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void start() throws Exception {
    rig = Rig.on(api);
    rig.agents().forEach(agent -> agent.with(KEY, "60").with("vm.dirty_ratio", "20"));
    rig.apply(aMyKind().named("swap").sysctl(KEY, "10"));
    rig.apply(aMyKind().named("dirty").sysctl("vm.dirty_ratio", "5"));
    rig.await("swap", one -> one.isSuccess());
    rig.await("dirty", one -> one.isSuccess());
  }

  @AfterEach
  void stop() {
    meanwhile.close();
    rig.close();
  }

  private String finalizers() {
    return api.kubectl("get", "mk", "-o", "jsonpath={.items[*].metadata.finalizers}").orThrow();
  }

  @Test
  @DisplayName("nodes are kept: the finalizers go and do not come back, MyKinds stay")
  void leavesNoFinalizerAndEveryNodeAsItIs() throws Exception {
    assertThat(finalizers()).contains("keelson.io/revert");

    assertThat(rig.uninstall(false, SHORT, said)).isEqualTo(new Uninstall.Result.Done());

    assertThat(said.toString()).contains("2 MyKinds").doesNotContain("no controller");
    rig.apply(aMyKind().named("late").sysctl(KEY, "10"));
    rig.awaitPolls();
    assertThat(finalizers()).isEmpty();
    assertThat(rig.valuesOf(KEY)).containsOnly("10");
    api.kubectl("delete", "mk", "swap", "--timeout=5s").orThrow();
    rig.awaitPolls();
    assertThat(rig.valuesOf(KEY)).as("nobody gives back any more").containsOnly("10");
  }

  @Test
  @DisplayName("nodes are reverted: everything is given back before the finalizers go")
  void hasEveryNodeGiveBackEverything() throws Exception {
    assertThat(rig.uninstall(true, SHORT, said)).isEqualTo(new Uninstall.Result.Done());

    assertThat(said.toString()).contains("every node has given back");
    assertThat(rig.valuesOf(KEY)).containsOnly("60");
    assertThat(rig.valuesOf("vm.dirty_ratio")).containsOnly("20");
    assertThat(rig.agents()).allSatisfy(agent -> assertThat(agent.held()).isEmpty());
    rig.await(
        "swap", one -> one.saysInMsg("Keelson is being uninstalled: 3 of 3 nodes given back"));
    assertThat(api.kubectl("get", "mk", "-o", "name").orThrow().lines()).hasSize(2);
    rig.awaitPolls();
    assertThat(rig.valuesOf(KEY)).as("and is not set again").containsOnly("60");
  }

  @Test
  void aNodeThatIsAwayIsNotWaitedForForEver() throws Exception {
    rig.agent("node2").down();

    assertThat(rig.uninstall(true, Duration.ofSeconds(12), said))
        .isEqualTo(new Uninstall.Result.Done());

    assertThat(rig.agent("node1").value(KEY)).isEqualTo("60");
    assertThat(rig.agent("node2").value(KEY)).isEqualTo("10");
    assertThat(finalizers()).isEmpty();
    Rig.eventually(
        () ->
            assertThat(api.eventsOf("swap"))
                .anyMatch(
                    event ->
                        event.path("reason").asText().equals("RevertIncomplete")
                            && event
                                .path("message")
                                .asText()
                                .contains("for node2 (offline): what it set stays there")));
  }

  @Test
  void doesItAloneWhenNoControllerIsThere() throws Exception {
    rig.stopController();

    assertThat(rig.uninstall(false, SHORT, said)).isEqualTo(new Uninstall.Result.Done());

    assertThat(said.toString()).contains("no controller answers", "2 MyKinds");
    assertThat(finalizers()).isEmpty();
    assertThat(rig.valuesOf(KEY)).containsOnly("10");
    api.kubectl("delete", "mk", "swap", "--timeout=5s").orThrow();
    rig.startController();
  }

  @Test
  void changesNothingWhenNodesShallBeRevertedAndNoControllerIsThere() throws Exception {
    rig.stopController();

    assertThat(rig.uninstall(true, SHORT, said)).isEqualTo(new Uninstall.Result.Unheard());

    assertThat(finalizers()).contains("keelson.io/revert");
    rig.startController();
    rig.await("swap", one -> one.isSuccess());
    rig.awaitPolls();
    assertThat(rig.valuesOf(KEY)).as("one that comes back goes on").containsOnly("10");
  }

  @Test
  @DisplayName("nodes are kept: what was deleted before is still given back")
  void whatIsBeingDeletedIsGivenBackFirst() throws Exception {
    rig.agent("node2").down();
    rig.await("swap", one -> one.hasCounts(3, 2, 0, 1));
    api.kubectl("delete", "mk", "swap", "--wait=false").orThrow();
    Rig.eventually(() -> assertThat(rig.agent("node1").value(KEY)).isEqualTo("60"));

    Future<?> back =
        meanwhile.submit(
            () -> {
              Rig.eventually(() -> assertThat(said.toString()).contains("1 MyKind"));
              rig.agent("node2").up();
            });
    assertThat(rig.uninstall(false, SHORT, said)).isEqualTo(new Uninstall.Result.Done());
    back.get();

    assertThat(said.toString()).contains("every node has given back");
    assertThat(rig.valuesOf(KEY)).containsOnly("60");
    assertThat(rig.valuesOf("vm.dirty_ratio")).containsOnly("5");
  }

  @Test
  void theEndOfTheReleaseIsNotTheEndOfTheUninstallation() throws Exception {
    rig.uninstall(true, SHORT, said);

    api.kubectl("delete", "cm", "keelson-departures", "-n", TrustYaml.NAMESPACE).orThrow();

    // The notes are read every 5 s.
    rig.awaitPolls();
    rig.awaitPolls();
    rig.awaitPolls();
    assertThat(finalizers()).isEmpty();
    assertThat(rig.valuesOf(KEY)).as("a controller that is about to go").containsOnly("60");
  }

  @Test
  void aLeaderThatBeginsInTheMiddleGoesOnWithIt() throws Exception {
    rig.agent("node2").down();
    Future<?> other =
        meanwhile.submit(
            () -> {
              Rig.eventually(() -> assertThat(said.toString()).contains("2 MyKinds"));
              rig.stopController();
              rig.startController();
              rig.agent("node2").up();
              return rig;
            });

    assertThat(rig.uninstall(true, SHORT, said)).isEqualTo(new Uninstall.Result.Done());
    other.get();

    assertThat(said.toString()).contains("every node has given back");
    assertThat(rig.valuesOf(KEY)).containsOnly("60");
  }

  @Test
  void anInstallationThatFollowsGoesOn() throws Exception {
    rig.uninstall(false, SHORT, said);
    rig.stopController();
    rig.agents().forEach(agent -> agent.forgetCalls());
    api.kubectl(
            "patch",
            "cm",
            "keelson-departures",
            "-n",
            TrustYaml.NAMESPACE,
            "--type=merge",
            "-p",
            "{\"data\":null}")
        .orThrow();
    rig.startController();

    rig.awaitPolls();
    Rig.eventually(() -> assertThat(finalizers()).contains("keelson.io/revert"));
    assertThat(rig.requests()).as("nodes have it all").isZero();
  }
}
