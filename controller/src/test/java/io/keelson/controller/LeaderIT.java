package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.Answer;
import io.keelson.testing.FakeAgent;
import io.keelson.testing.MyKinds;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import io.keelson.wire.ApplyRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two controllers at one API server. */
@ExtendWith(ApiServerExtension.class)
final class LeaderIT {

  private final ApiServer api;

  LeaderIT(ApiServer api) {
    this.api = api;
  }

  private static MyKinds swappiness(int value) {
    return aMyKind().named("led").sysctl("vm.swappiness", String.valueOf(value));
  }

  private void holds(Rig rig, int value) {
    rig.apply(swappiness(value));
    rig.await("led", kind -> kind.isOfThisGeneration().isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(rig.valuesOf("vm.swappiness")).containsOnly(String.valueOf(value));
  }

  @Test
  void onlyOneLeadsAndBothAreReady() throws Exception {
    try (Rig rig = Rig.on(api);
        Standby standby = rig.standby()) {
      holds(rig, 10);

      assertThat(rig.lease().path("leaseTransitions").asLong()).isEqualTo(1);
      assertThat(rig.ops("/metrics"))
          .contains("keelson_controller_leading 1.0", "keelson_controller_epoch 1.0");
      Rig.eventually(() -> assertThat(standby.ops("/readyz")).contains("ok"));
      assertThat(standby.ops("/metrics"))
          .contains("keelson_controller_leading 0.0", "keelson_controller_epoch 0.0")
          .as("it watches nothing")
          .doesNotContain("keelson_controller_nodes{");
    }
  }

  @Test
  @DisplayName("P-17: who ends in order lets the other lead at once, in the next epoch")
  void aReleasedLeaseIsTakenAtOnce() throws Exception {
    try (Rig rig = Rig.on(api);
        Standby standby = rig.standby()) {
      holds(rig, 10);
      String ended = rig.lease().path("holderIdentity").asText();
      rig.stopController();
      assertThat(rig.lease().path("holderIdentity").asText())
          .as("given up in order, not left to expire")
          .isNotEqualTo(ended);

      Rig.eventually(
          () -> assertThat(standby.ops("/metrics")).contains("keelson_controller_epoch 2.0"));
      holds(rig, 20);
      assertThat(rig.agent("node1").epoch()).isEqualTo(2);
    }
  }

  @Test
  @Timeout(30)
  void aReplicaThatIsElectedAndCannotLeadEnds() throws Exception {
    try (Rig rig = Rig.on(api)) {
      rig.stopController();
      try (Standby broken = rig.unableToLead()) {
        assertThat(broken.controller().awaitLoss()).startsWith("cannot lead: ");
      }
    }
  }

  @Test
  @DisplayName("P-07: the leader is killed")
  void aLeaderThatDiesIsFollowedWhenItsLeaseHasExpired() throws Exception {
    try (Rig rig = Rig.on(api);
        Standby standby = rig.standby()) {
      holds(rig, 10);
      rig.killController();
      String dead = rig.lease().path("holderIdentity").asText();

      rig.apply(swappiness(20));
      Rig.eventually(
          () -> assertThat(standby.ops("/metrics")).contains("keelson_controller_epoch 2.0"));
      rig.await("led", kind -> kind.isOfThisGeneration().isSuccess());
      assertThat(rig.lease().path("holderIdentity").asText()).isNotEqualTo(dead);
    }
  }

  @Test
  @DisplayName("P-08: a standby whose clock is an hour ahead does not take over")
  void aStandbyWithAnotherClockWaits() throws Exception {
    try (Rig rig = Rig.on(api);
        Standby standby = rig.standby(Duration.ofHours(1))) {
      holds(rig, 10);
      rig.awaitRenewals(4);
      assertThat(rig.lease().path("leaseTransitions").asLong()).isEqualTo(1);
      assertThat(standby.ops("/metrics")).contains("keelson_controller_leading 0.0");

      rig.killController();
      rig.apply(swappiness(20));
      rig.await("led", kind -> kind.isOfThisGeneration().isSuccess());
    }
  }

  @Test
  @DisplayName("P-07: the Lease is taken by force")
  void whoHasLostTheLeaseEnds() throws Exception {
    try (Rig rig = Rig.on(api)) {
      holds(rig, 10);
      rig.editLease("somebody", 5);

      assertThat(rig.awaitLoss()).contains("the Lease is held by somebody");
      assertThat(rig.ops("/metrics")).contains("keelson_controller_leading 0.0");
    }
  }

  /** An etcd that was restored from a backup knows less changes of leader than the agents. */
  @Test
  @DisplayName("P-09: leaseTransitions were set back")
  void theEpochGoesAboveWhatAgentsObey() throws Exception {
    try (Rig rig = Rig.on(api)) {
      rig.agent("node1").obeying(40);
      rig.agent("node2").obeying(41);
      holds(rig, 10);

      assertThat(rig.lease().path("leaseTransitions").asLong()).isEqualTo(42);
      rig.agent("node1").obeying(50);
      holds(rig, 20);
      assertThat(rig.lease().path("leaseTransitions").asLong()).isGreaterThanOrEqualTo(51);
    }
  }

  /** The backup is older than the last changes of leader; the agents have not forgotten them. */
  @Test
  @DisplayName("P-09: the Lease comes from a backup, while nobody leads and while somebody does")
  void anEtcdThatWasRestoredMakesNoAgentDeaf() throws Exception {
    try (Rig rig = Rig.on(api)) {
      rig.stopController();
      rig.editLease("", 30);
      rig.startController();
      holds(rig, 10);
      assertThat(rig.agent("node1").epoch()).isEqualTo(31);

      rig.stopController();
      rig.editLease("somebody-of-then", 3);
      rig.startController();
      holds(rig, 20);
      assertThat(rig.agents()).extracting(FakeAgent::epoch).containsOnly(32L);
      assertThat(rig.lease().path("leaseTransitions").asLong()).isEqualTo(32);

      rig.editLease(rig.lease().path("holderIdentity").asText(), 5);
      Rig.eventually(() -> assertThat(rig.lease().path("leaseTransitions").asLong()).isEqualTo(32));
      holds(rig, 30);
      assertThat(rig.agents()).extracting(FakeAgent::epoch).containsOnly(32L);
    }
  }

  @Test
  @DisplayName("A-27: a node that lies about its epoch harms no other")
  void anEpochThatNobodyCanHaveHadIsTheFaultOfThatNode() throws Exception {
    try (Rig rig = Rig.on(api)) {
      rig.agent("node1").obeying(Integer.MAX_VALUE - 1);
      rig.apply(swappiness(10));

      rig.await("led", kind -> kind.hasCounts(3, 2, 1, 0));
      assertThat(rig.lease().path("leaseTransitions").asLong()).isEqualTo(1);
      Rig.eventually(
          () ->
              assertThat(
                      api.kubectl("get", "events", "-o", "jsonpath={.items[*].reason}").orThrow())
                  .contains("EpochIncredible"));
    }
  }

  @Test
  @DisplayName("X-05: the answer is lost after the node was changed")
  void aCallThatIsRepeatedHasOneEffect() throws Exception {
    try (Rig rig = Rig.on(api)) {
      FakeAgent agent = rig.agent("node1");
      holds(rig, 10);
      agent.forgetCalls().next(new Answer.LoseAnswer());
      holds(rig, 20);

      assertThat(agent.keys()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(agent.keys()).containsOnly(agent.keys().getFirst());
      assertThat(agent.effects()).as("of both values").hasSize(2);

      String before = agent.keys().getFirst();
      holds(rig, 30);
      assertThat(agent.keys().getLast()).isNotEqualTo(before);
    }
  }

  @Test
  @DisplayName("P-09, X-06: two leaders by force")
  void nothingOfTheOlderEpochIsAppliedAfterTheNewer() throws Exception {
    try (Rig rig = Rig.on(api)) {
      rig.stopController();
      try (ForcedLeader older = rig.forced(7);
          ForcedLeader newer = rig.forced(8)) {
        for (int value = 20; value < 60; value++) {
          rig.apply(swappiness(value));
        }
        Rig.eventually(() -> assertThat(rig.valuesOf("vm.swappiness")).containsOnly("59"));
        Rig.eventually(() -> assertThat(rig.agent("node1").epoch()).isEqualTo(8));
      }
      assertThat(rig.valuesOf("vm.swappiness")).containsOnly("59");
      rig.agents().forEach(agent -> inOrder(agent.effects()));
    }
  }

  private static void inOrder(List<ApplyRequest> effects) {
    assertThat(effects)
        .extracting(ApplyRequest::epoch)
        .isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(effects)
        .extracting(ApplyRequest::generation)
        .isSortedAccordingTo(Comparator.naturalOrder());
  }
}
