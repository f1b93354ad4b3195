package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.testing.FakeAgent;
import io.keelson.testing.kube.ApiServer;
import io.keelson.wire.ReleaseRequest;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How nodes get back what was there before, with a real API server. */
final class DepartureIT extends GivingBack {

  DepartureIT(ApiServer api) {
    super(api);
  }

  private JsonNode finalizers() {
    return api.get("mk", "swap").at("/metadata/finalizers");
  }

  @Test
  void aDeletedOneIsGivenBackBeforeItIsGone() {
    applied(ten());
    assertThat(finalizers()).hasSize(1).allMatch(one -> one.asText().equals("keelson.io/revert"));

    delete();

    assertThat(values()).containsOnly("60");
    assertThat(rig.agents()).allSatisfy(agent -> assertThat(agent.held()).isEmpty());
  }

  @Test
  void theFinalizerIsThereBeforeTheFirstNodeIsChanged() {
    rig.apply(ten().paused());
    rig.await("swap", one -> one.isRunning());
    assertThat(finalizers().isMissingNode()).isTrue();
    api.patchMyKind("swap", "{\"metadata\":{\"finalizers\":[\"example.com/other\"]}}");
    api.patchMyKind("swap", "{\"spec\":{\"Paused\":false}}");
    rig.await("swap", one -> one.isSuccess());
    assertThat(finalizers()).as("others stay").hasSize(2);

    deleteWithoutWaiting();
    Rig.eventually(() -> assertThat(values()).containsOnly("60"));
    Rig.eventually(
        () ->
            assertThat(finalizers())
                .singleElement()
                .matches(one -> one.asText().equals("example.com/other")));
    api.patchMyKind("swap", "{\"metadata\":{\"finalizers\":null}}");
    isGone();
  }

  @Test
  void whatOnlyReadsOrPlansIsGoneAtOnce() {
    rig.apply(aMyKind().named("swap").reads(Api.SYSCTL, KEY));
    rig.await("swap", one -> one.isSuccess());
    assertThat(finalizers().isMissingNode()).isTrue();
    rig.apply(ten().dryRun());
    rig.await("swap", one -> one.isSuccess().saysInMsg("dry run"));
    assertThat(finalizers().isMissingNode()).isTrue();

    delete();
    assertThat(rig.agents()).allSatisfy(agent -> assertThat(agent.releaseRequests()).isEmpty());
  }

  @Test
  void keepLeavesEveryNodeAsItIs() {
    applied(ten().kept());

    delete();

    assertThat(values()).containsOnly("10");
    assertThat(rig.agents()).allSatisfy(agent -> assertThat(agent.held()).isEmpty());
  }

  @Test
  @DisplayName("X-11: while a node is away, the deletion waits and says for whom")
  void aNodeThatIsOfflineIsWaitedForAndServedWhenItIsBack() {
    applied(ten());
    rig.agent("node2").down();
    deleteWithoutWaiting();

    rig.await(
        "swap",
        one ->
            one.isRunning()
                .saysInMsg("being deleted: 2 of 3 nodes given back, waits for node2 (offline)")
                .hasResult("master,node1", "Reverted")
                .hasCondition("Progressing", "True"));
    assertThat(rig.agent("node1").value(KEY)).isEqualTo("60");
    rig.agent("node2").up();

    isGone();
    assertThat(values()).containsOnly("60");
  }

  @Test
  @DisplayName("X-11: not longer than undoTimeout; an Event names who was left")
  void aNodeThatStaysAwayDoesNotHoldItForEver() throws Exception {
    applied(ten());
    JsonNode swap = api.get("mk", "swap");
    rig.agent("node2").down();
    deleteWithoutWaiting();
    rig.await("swap", one -> one.saysInMsg("waits for node2"));

    rig.stopController();
    rig.startLater(Duration.ofMinutes(11));

    isGone();
    Rig.eventually(
        () ->
            assertThat(api.eventsOf("swap"))
                .anySatisfy(
                    event -> {
                      assertThat(event.at("/involvedObject/uid"))
                          .isEqualTo(swap.at("/metadata/uid"));
                      assertThat(event.path("reason").asText()).isEqualTo("RevertIncomplete");
                      assertThat(event.path("message").asText()).contains("node2 (offline)");
                    }));
    assertThat(rig.agent("node2").value(KEY)).isEqualTo("10");
  }

  @Test
  @DisplayName("X-09: a node that is removed during the deletion is not waited for")
  void aNodeThatIsRemovedIsNotWaitedFor() {
    applied(ten());
    rig.agent("node2").down();
    deleteWithoutWaiting();
    rig.await("swap", one -> one.saysInMsg("waits for node2"));

    api.deleteNode("node2");
    isGone();
  }

  @Test
  void aNodeThatLeavesTheTargetsGivesBack() {
    applied(ten().whereLabel("zone", "a"));
    api.labelNode("node2", "zone", "a");
    rig.await("swap", one -> one.isSuccess().hasCounts(2, 2, 0, 0));

    api.labelNode("node1", "zone", "c");
    Rig.eventually(() -> assertThat(rig.agent("node1").value(KEY)).isEqualTo("60"));
    rig.await("swap", one -> one.isSuccess().hasCounts(1, 1, 0, 0));
    assertThat(rig.agent("node2").value(KEY)).isEqualTo("10");
  }

  @Test
  void aNodeThatLeavesTheTargetsWhileItIsAwayGivesBackWhenItIsBack() {
    applied(ten());
    rig.agent("node2").down();
    rig.await("swap", one -> one.hasCounts(3, 2, 0, 1));
    rig.apply(ten().onNodes("node1", "master"));
    rig.await(
        "swap",
        one ->
            one.isSuccess()
                .hasCounts(2, 2, 0, 0)
                .saysInMsg("2 nodes applied; not given back yet: node2 (offline)"));

    rig.agent("node2").up();
    rig.await("swap", one -> one.isSuccess());
    Rig.eventually(() -> assertThat(rig.agent("node2").value(KEY)).isEqualTo("60"));
    Rig.eventually(
        () ->
            assertThat(api.get("mk", "swap").at("/status/Msg").asText())
                .isEqualTo("2 nodes applied"));
  }

  @Test
  void anotherApiGivesBackWhatTheOneBeforeHeld() {
    applied(ten());
    rig.apply(aMyKind().named("swap").file("/etc/keelson.d/x", "1"));

    rig.await("swap", one -> one.isSuccess());
    assertThat(values()).containsOnly("60");
    assertThat(rig.valuesOf("/etc/keelson.d/x")).containsOnly("1");
    assertThat(rig.agent("node1").releases())
        .extracting(ReleaseRequest::api)
        .containsExactly("/v1/sysctl");
  }

  @Test
  void oneThatOnlyReadsFromNowOnGivesBack() {
    applied(ten());
    rig.apply(aMyKind().named("swap").reads(Api.SYSCTL, KEY));

    Rig.eventually(() -> assertThat(values()).containsOnly("60"));
    delete();
  }

  @Test
  void aParameterThatLeavesIsGivenBackAndShown() {
    applied(ten().parameter("vm.dirty_ratio", "5"));
    rig.apply(aMyKind().named("swap").sysctl("vm.dirty_ratio", "5"));

    Rig.eventually(() -> assertThat(values()).containsOnly("60"));
    JsonNode swap = rig.await("swap", one -> one.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(swap.at("/status/Results/0/Changes").toString())
        .contains("{\"Key\":\"vm.swappiness\",\"Now\":\"60\",\"Was\":\"10\"}");
  }

  @Test
  void whatSomebodyElseHasChangedSinceStaysAndIsTold() {
    applied(ten());
    rig.agent("node1").with(KEY, "33");

    delete();
    assertThat(rig.agent("node1").value(KEY)).isEqualTo("33");
    assertThat(rig.agent("node2").value(KEY)).isEqualTo("60");
    Rig.eventually(
        () ->
            assertThat(api.eventsOf("swap"))
                .anyMatch(event -> event.path("reason").asText().equals("KeptAsFound")));
  }

  @Test
  void whatIsLostAtTheNextBootIsACondition() {
    rig.agent("node1")
        .forgetsAtBoot(new Problem("NOT_PERSISTENT", "", KEY, KEY + ": /etc/x wins at boot"));
    applied(ten());

    JsonNode swap = rig.await("swap", one -> one.isSuccess().hasCondition("Persistent", "False"));
    assertThat(swap.at("/status/conditions").toString())
        .contains("node1: vm.swappiness: /etc/x wins at boot", "NotPersistent");
    rig.apply(aMyKind().named("swap").reads(Api.SYSCTL, KEY));
    rig.await("swap", one -> one.isSuccess());
    assertThat(api.get("mk", "swap").at("/status/conditions").toString())
        .doesNotContain("Persistent");
  }

  @Test
  @DisplayName("P-10: a restart of ours in the middle of a deletion changes nothing of it")
  void aRestartInTheMiddleEndsTheSameWay() throws Exception {
    applied(ten());
    rig.agent("node2").down();
    deleteWithoutWaiting();
    rig.await("swap", one -> one.saysInMsg("waits for node2"));
    rig.stopController();
    rig.agents().forEach(FakeAgent::forgetCalls);
    rig.agent("node2").up();
    rig.startController();

    isGone();
    assertThat(values()).containsOnly("60");
    assertThat(rig.agent("node1").releaseRequests()).as("given back already").isEmpty();
    assertThat(rig.agent("node2").releaseRequests()).hasSize(1);
  }

  @Test
  @DisplayName("C-11: made anew under its name while the old one still goes")
  void madeAnewItIsAnotherOne() {
    applied(ten());
    delete();
    applied(aMyKind().named("swap").sysctl(KEY, "20"));
    assertThat(values()).containsOnly("20");
    delete();
    assertThat(values()).as("not what the first one had set").containsOnly("60");
  }

  @Test
  void aMistakeInTheSpecTakesNothingBack() {
    applied(ten());
    rig.apply(ten().port(1));
    rig.await("swap", one -> one.isError());
    rig.awaitPolls();

    assertThat(values()).containsOnly("10");
    delete();
    assertThat(values()).containsOnly("60");
  }

  @Test
  void theYoungerTakesOverWhenTheOlderHasGivenBack() {
    applied(ten());
    rig.awaitNextSecond();
    rig.apply(aMyKind().named("young").sysctl(KEY, "20"));
    rig.await("young", one -> one.isError().hasProblem("CONFLICT"));

    delete();
    rig.await("young", one -> one.isSuccess());
    assertThat(values()).containsOnly("20");
    api.kubectl("delete", "mk", "young", "--timeout=20s").orThrow();
    assertThat(values()).containsOnly("60");
  }
}
