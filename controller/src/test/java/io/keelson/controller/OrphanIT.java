package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.kube.ApiServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What nodes hold for MyKinds that are gone already, with a real API server. */
final class OrphanIT extends GivingBack {

  OrphanIT(ApiServer api) {
    super(api);
  }

  /** As when its finalizer is taken off by hand: it is gone, and nobody has asked the nodes. */
  private void vanishes(String name) {
    api.patchMyKind(name, "{\"metadata\":{\"finalizers\":null}}");
    api.kubectl("delete", "mk", name, "--timeout=20s").orThrow();
  }

  @Test
  @DisplayName("C-10, P-20: its finalizer was taken off by hand while nobody looked")
  void whatVanishedUnseenIsGivenBack() throws Exception {
    applied(ten());
    rig.stopController();
    vanishes("swap");
    assertThat(values()).containsOnly("10");
    rig.startController();

    Rig.eventually(() -> assertThat(values()).containsOnly("60"));
    Rig.eventually(
        () ->
            assertThat(api.eventsOf("swap"))
                .anyMatch(event -> event.path("reason").asText().equals("OrphanReverted")));
  }

  @Test
  @DisplayName("X-11: who comes back after its MyKind is gone gives back then")
  void aNodeThatComesBackTooLateGivesBackThen() throws Exception {
    applied(ten());
    rig.agent("node2").down();
    deleteWithoutWaiting();
    rig.await("swap", one -> one.saysInMsg("waits for node2"));
    rig.stopController();
    rig.startLater(Duration.ofMinutes(11));
    isGone();

    rig.agent("node2").up();
    Rig.eventually(() -> assertThat(values()).containsOnly("60"));
  }

  @Test
  @DisplayName("X-11: with Keep it is left as it is then, also by another leader")
  void aNodeThatComesBackTooLateIsKeptAsWasAsked() throws Exception {
    applied(ten().kept());
    rig.agent("node2").down();
    deleteWithoutWaiting();
    rig.await("swap", one -> one.saysInMsg("waits for node2"));
    rig.stopController();
    rig.startLater(Duration.ofMinutes(11));
    isGone();
    rig.stopController();
    rig.agent("node2").up();
    rig.startController();

    Rig.eventually(() -> assertThat(rig.agent("node2").held()).isEmpty());
    assertThat(values()).containsOnly("10");
  }

  @Test
  @DisplayName("C-11: the next of its name does not get what the one before had set")
  void theNextOfItsNameTakesOverFromTheOneBefore() throws Exception {
    applied(ten());
    rig.stopController();
    vanishes("swap");
    rig.apply(aMyKind().named("swap").sysctl(KEY, "20"));
    rig.startController();

    rig.await("swap", one -> one.isSuccess().hasCounts(3, 3, 0, 0));
    Rig.eventually(
        () -> assertThat(rig.agents()).allSatisfy(one -> assertThat(one.held()).hasSize(1)));
    assertThat(values()).containsOnly("20");
    delete();
    assertThat(values()).containsOnly("60");
  }

  @Test
  @DisplayName("when most MyKinds are lost at once, nothing is given back before a person says so")
  void aLostDatabaseTakesNothingFromTheNodes() throws Exception {
    List<String> keys = List.of("vm.a", "vm.b", "vm.c", "vm.d");
    for (String key : keys) {
      rig.agents().forEach(agent -> agent.with(key, "1"));
      rig.apply(aMyKind().named(key).sysctl(key, "2"));
      rig.await(key, one -> one.isSuccess());
    }
    rig.stopController();
    keys.subList(0, 3).forEach(this::vanishes);
    rig.startController();

    rig.measures("keelson_controller_owners_vanished 3.0");
    rig.awaitPolls();
    assertThat(rig.agents()).allMatch(agent -> agent.releaseRequests().isEmpty());
    Rig.eventually(
        () ->
            assertThat(api.kubectl("get", "events", "-A").orThrow())
                .contains("OwnersVanished", "deployment/keelson-controller"));

    api.kubectl(
            "patch",
            "cm",
            "keelson-departures",
            "-n",
            TrustYaml.NAMESPACE,
            "--type=merge",
            "-p",
            "{\"data\":{\"accepted\":\"3\"}}")
        .orThrow();
    Rig.eventually(() -> assertThat(rig.valuesOf("vm.a")).containsOnly("1"));
    Rig.eventually(() -> assertThat(rig.valuesOf("vm.c")).containsOnly("1"));
    assertThat(rig.valuesOf("vm.d")).containsOnly("2");
  }
}
