package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.agents.Order;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.problem.ProblemCode;
import io.keelson.testing.MyKinds;
import io.keelson.wire.AgentState.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the controller makes of agents that do not obey it, do not answer, or complain. */
final class NodeWorkerTest extends OneThread {

  private static final MyKinds TEN = aMyKind().sysctl("vm.swappiness", "10");

  @BeforeEach
  void start() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.nodeSeen(new Node("node1", "uid", "10.0.0.1", Map.of(), true, false));
    loop.synced();
  }

  private SlowAgents.Asked asked() {
    return agents.asked.getLast();
  }

  private SlowAgents.Sent sent() {
    return agents.sent.getLast();
  }

  private List<Long> epochs() {
    return agents.sent.stream().map(one -> one.order().epoch()).toList();
  }

  private List<String> keys() {
    return agents.sent.stream().map(SlowAgents.Sent::order).map(Order::key).toList();
  }

  @Test
  @DisplayName("P-09: an agent obeys a higher epoch: asked which, gone above, sent once more")
  void whatTheFenceRefusesIsSentInAHigherEpoch() {
    asked().holds("i1");
    sent().fails(ProblemCode.EPOCH_FENCED);
    assertThat(agents.asked).as("asked at once which epoch it obeys").hasSize(2);
    asked().obeys("i1", 40);

    assertThat(epochs()).containsExactly(1L, 41L);
    assertThat(keys()).as("another call").doesNotHaveDuplicates();
    sent().applied();
    time.pass(Duration.ofSeconds(1));
    assertThat(statuses.getLast().state()).isEqualTo(State.SUCCESS);
    assertThat(warnings).isEmpty();
  }

  @Test
  @DisplayName("P-09: an agent that refuses every epoch is asked no faster than any that fails")
  void anAgentThatFencesForEverIsTriedWithPauses() {
    asked().holds("i1");
    sent().fails(ProblemCode.EPOCH_FENCED);
    asked().holds("i1");
    sent().fails(ProblemCode.EPOCH_FENCED);

    assertThat(agents.asked).as("no circle without a pause").hasSize(2);
    assertThat(agents.sent).hasSize(2);
    time.pass(Duration.ofSeconds(1));
    assertThat(statuses.getLast().state()).isEqualTo(State.ERROR);
    assertThat(statuses.getLast().results().getFirst().toString())
        .contains(ProblemCode.EPOCH_FENCED);
  }

  @Test
  @DisplayName("P-07: fenced because another leads: nothing more is sent")
  void whoLeadsNoMoreSendsNothingAfterTheFence() {
    asked().holds("i1");
    mandate.leads(false);
    sent().fails(ProblemCode.EPOCH_FENCED);
    asked().obeys("i1", 40);
    time.pass(Duration.ofMinutes(2));

    assertThat(agents.sent).hasSize(1);
  }

  /** The counter was set back and has come to the same number: somebody else gave orders in it. */
  @Test
  @DisplayName("P-09: an agent obeys our own number although we have ordered nothing")
  void ourOwnNumberInAnAgentThatWeHaveNotOrderedIsAnothers() {
    asked().obeys("i1", 1);
    assertThat(epochs()).containsExactly(2L);
    sent().applied();
    time.pass(POLL.multipliedBy(2));
    asked().obeys("i1", 2);

    assertThat(mandate.epoch()).as("this is our own by now").hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {ProblemCode.STALE_GENERATION, ProblemCode.IDEMPOTENCY_MISMATCH})
  @DisplayName(
      "A-09, A-10: refused as overtaken, or its key as another call's: tried as a new call")
  void whatIsRefusedAsAnotherCallIsTriedAgainUnderAnotherKey(String code) {
    asked().holds("i1");
    sent().fails(code);
    assertThat(agents.sent).as("not at once").hasSize(1);
    time.pass(Duration.ofSeconds(2));

    assertThat(agents.sent).hasSize(2);
    assertThat(keys()).doesNotHaveDuplicates();
    assertThat(statuses.getLast().state()).isEqualTo(State.ERROR);
    assertThat(statuses.getLast().results().getFirst().toString()).contains(code);
    sent().applied();
    time.pass(Duration.ofSeconds(1));
    assertThat(statuses.getLast().state()).isEqualTo(State.SUCCESS);
  }

  @Test
  @DisplayName("H-14: a change that came too soon is made by itself, soon after it may come")
  void whatCameTooSoonIsTriedAgainUntilItMay() {
    asked().holds("i1");
    for (int tries = 1; tries <= 12; tries++) {
      assertThat(agents.sent).hasSizeGreaterThanOrEqualTo(tries);
      sent().fails(ProblemCode.HOSTNAME_THROTTLED);
      time.pass(Duration.ofSeconds(5));
      // Each half minute its agent is asked first.
      asked().holds("i1");
    }
    assertThat(statuses.getLast().state()).isEqualTo(State.ERROR);
    sent().applied();
    time.pass(Duration.ofSeconds(1));

    assertThat(statuses.getLast().state()).isEqualTo(State.SUCCESS);
  }

  @Test
  @DisplayName("X-05: the answer is lost: the same key again, until another change or epoch")
  void whatWasNotAnsweredIsSentAgainUnderItsKey() {
    asked().holds("i1");
    sent().isLost();
    time.pass(Duration.ofSeconds(2));
    asked().holds("i1");
    assertThat(agents.sent).hasSize(2);
    assertThat(keys().getLast()).isEqualTo(keys().getFirst());

    sent().fails(ProblemCode.AGENT_ERROR);
    time.pass(Duration.ofSeconds(4));
    assertThat(keys().getLast()).as("no answer of the agent's").isEqualTo(keys().getFirst());

    sent().isLost();
    MyKind kind = Given.kind("a", 0, aMyKind().sysctl("vm.swappiness", "20"));
    loop.kindSeen(new MyKind(kind.owner(), 2, kind.spec()), null, true);
    time.pass(Duration.ofSeconds(20));
    asked().holds("i1");
    assertThat(keys().getLast()).as("another change").isNotEqualTo(keys().getFirst());
  }

  @Test
  @DisplayName("X-05: the same values of another generation are another call")
  void whatWasNotAnsweredIsAnotherCallInTheNextGeneration() {
    asked().holds("i1");
    sent().isLost();
    MyKind kind = Given.kind("a", 0, TEN);
    loop.kindSeen(new MyKind(kind.owner(), 3, kind.spec()), null, true);
    time.pass(Duration.ofSeconds(2));
    asked().holds("i1");

    assertThat(agents.sent).hasSize(2);
    assertThat(keys()).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("X-05: other values of the same generation are another call")
  void whatWasNotAnsweredIsAnotherCallForOtherValues() {
    asked().holds("i1");
    sent().applied();
    loop.nodeSeen(labelled("20"));
    loop.kindSeen(
        Given.kind("b", 1, aMyKind().sysctl("vm.dirty_ratio", "${node.label['ratio']}")),
        null,
        true);
    sent().isLost();
    loop.nodeSeen(labelled("30"));
    time.pass(Duration.ofSeconds(2));
    asked().says("i1", 0, List.of(), agents.sent.getFirst().call());

    assertThat(agents.sent)
        .extracting(one -> one.call().wanted().parameters().getFirst().value())
        .containsExactly("10", "20", "30");
    assertThat(keys()).doesNotHaveDuplicates();
  }

  private static Node labelled(String ratio) {
    return new Node("node1", "uid", "10.0.0.1", Map.of("ratio", ratio), true, false);
  }

  @Test
  @DisplayName("X-05: a key is not used again in another epoch")
  void whatWasNotAnsweredIsAnotherCallInTheNextEpoch() {
    asked().holds("i1");
    sent().isLost();
    time.pass(Duration.ofSeconds(2));
    asked().obeys("i1", 5);

    assertThat(epochs()).containsExactly(1L, 6L);
    assertThat(keys()).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("A-27: an epoch that nobody can have had is told once, and not followed")
  void anAbsurdEpochIsTheFaultOfThatNode() {
    asked().obeys("i1", 2_000_000_000);
    time.pass(Duration.ofSeconds(3));
    asked().obeys("i1", 2_000_000_000);

    assertThat(agents.sent).isEmpty();
    assertThat(warnings).singleElement().asString().startsWith("node1 EpochIncredible its agent");
    assertThat(mandate.epoch()).hasValue(1);
  }

  @Test
  @DisplayName("A-28: what an agent wants mended is an Event on its node, once, and counted")
  void aTroubleIsToldOnceUntilItIsOver() {
    Trouble policy = new Trouble("POLICY_INVALID", "line 3\nof it");
    asked().says("i1", 0, List.of(policy));
    poll(List.of(policy));
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("node1 AgentTroubled POLICY_INVALID: line 3")
        .doesNotContain("\n");
    assertThat(loop.nodesTroubled()).isEqualTo(1);

    poll(List.of(policy, new Trouble("TRUST_INVALID", "x")));
    assertThat(warnings).hasSize(2);
    poll(List.of());
    assertThat(loop.nodesTroubled()).isZero();
    poll(List.of(policy));
    assertThat(warnings).as("it came again").hasSize(3);
  }

  private void poll(List<Trouble> troubles) {
    int before = agents.asked.size();
    agents.sent.stream().filter(one -> !one.answer().isDone()).forEach(SlowAgents.Sent::applied);
    time.pass(POLL.plusSeconds(1));
    assertThat(agents.asked).hasSizeGreaterThan(before);
    asked().says("i1", 0, troubles);
  }
}
