package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.State;
import io.keelson.api.NodeSelector.Operator;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Wanted;
import io.keelson.controller.status.Outcome;
import io.keelson.testing.MyKinds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Orders of events and answers, one after the other on one thread. */
final class ReconcilerTest extends OneThread {

  private static final MyKinds TEN = aMyKind().sysctl("vm.swappiness", "10");
  private static final MyKinds TWENTY = aMyKind().sysctl("vm.swappiness", "20");

  private static Node node(String uid, String ip) {
    return new Node("node1", uid, ip, Map.of(), true, false);
  }

  private void pass(Duration duration) {
    time.pass(duration);
  }

  /** what the machine before had says nothing about the one that took its name. */
  @Test
  void aNodeThatWasMadeAnewIsAskedWhatItHolds() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.nodeSeen(node("old", "10.0.0.1"));
    loop.synced();
    agents.asked.getLast().holds("i1");
    agents.sent.getLast().applied();

    loop.kindSeen(Given.kind("b", 1, aMyKind().sysctl("vm.dirty_ratio", "5")), null, true);
    loop.nodeGone("node1");
    loop.nodeSeen(node("new", "10.0.0.1"));
    agents.sent.getLast().applied();
    pass(Duration.ofSeconds(5));

    assertThat(agents.asked).hasSize(2);
    assertThat(agents.asked.getLast().node().uid()).isEqualTo("new");
    assertThat(statuses.getLast().state()).isEqualTo(State.RUNNING);
  }

  /** X-10, the other order: the answer about the old machine comes last. */
  @Test
  void aLateAnswerOfTheMachineBeforeCountsForNothing() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.nodeSeen(node("old", "10.0.0.1"));
    loop.synced();
    agents.asked.getLast().holds("i1");
    SlowAgents.Sent toTheOld = agents.sent.getLast();
    loop.nodeSeen(node("new", "10.0.0.2"));

    toTheOld.applied();
    pass(Duration.ofSeconds(5));
    assertThat(statuses).extracting(MyKindStatus::state).containsOnly(State.RUNNING);

    agents.asked.getLast().holds("i2");
    assertThat(agents.sent).hasSize(2);
    assertThat(agents.sent.getLast().node().uid()).isEqualTo("new");
  }

  @Test
  void anAgentAtANewAddressIsAskedAlthoughTheOldOneAnswersLate() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.nodeSeen(node("uid", "10.0.0.1"));
    loop.synced();
    loop.nodeSeen(node("uid", "10.0.0.2"));
    agents.asked.getLast().holds("i1");

    assertThat(agents.asked)
        .extracting(one -> one.node().ip())
        .containsExactly("10.0.0.1", "10.0.0.2");
  }

  @Test
  void theYoungerTakesOverWhenTheOlderIsDeletedWhileItsCallIsUnderWay() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.kindSeen(Given.kind("b", 1, TWENTY), null, true);
    loop.nodeSeen(node("uid", "10.0.0.1"));
    loop.synced();
    agents.asked.getLast().holds("i1");
    SlowAgents.Sent ofTheOlder = agents.sent.getLast();
    loop.kindGone("a");
    ofTheOlder.applied();

    assertThat(agents.sent.getLast().call().kind().uid()).isEqualTo("b");
    agents.sent.getLast().applied();
    pass(Duration.ofSeconds(1));
    assertThat(statuses.getLast().state()).isEqualTo(State.SUCCESS);
  }

  @Test
  void anAgentThatHasJustEnrolledIsAskedASecondLaterWhateverThePauses() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.nodeSeen(node("uid", "10.0.0.1"));
    loop.enrolled("node1");
    loop.synced();
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(30));
      while (!agents.asked.getLast().answer().isDone()) {
        agents.asked.getLast().isSilent();
      }
    }
    int before = agents.asked.size();

    loop.enrolled("node1");
    loop.enrolled("node1");
    loop.enrolled("stranger");
    assertThat(agents.asked).hasSize(before);
    pass(Newcomers.MOMENT);

    assertThat(agents.asked).hasSize(before + 1);
    agents.asked.getLast().holds("i1");
    assertThat(agents.sent).hasSize(1);
  }

  /** F-28: its generation is the same. */
  @Test
  void whatASourceHoldsNowIsRunningUntilTheNodesHaveIt() {
    loop.kindSeen(sourced("one"), null, true);
    loop.nodeSeen(node("uid", "10.0.0.1"));
    loop.synced();
    agents.asked.getLast().holds("i1");
    agents.sent.getLast().applied();
    pass(Duration.ofSeconds(5));
    assertThat(statuses.getLast().state()).isEqualTo(State.SUCCESS);

    loop.kindSeen(sourced("two"), statuses.getLast(), true);
    pass(Duration.ofMillis(150));
    assertThat(statuses.getLast().state()).isEqualTo(State.RUNNING);

    agents.sent.getLast().applied();
    pass(Duration.ofMillis(250));
    assertThat(statuses.getLast().state()).isEqualTo(State.SUCCESS);
  }

  private static MyKind sourced(String content) {
    MyKinds filled = aMyKind().file("/etc/keelson.d/a", content);
    return Given.kind("a", 0, filled).sourced(filled.spec(), List.of(), content);
  }

  /** A MyKind that leaves a node and comes back finds there what others have made of it. */
  @Test
  void aMyKindThatComesBackToANodeIsSentAgain() {
    Node out = new Node("node1", "uid", "10.0.0.1", Map.of(), true, false);
    Node in = new Node("node1", "uid", "10.0.0.1", Map.of("zone", "a"), true, false);
    loop.kindSeen(
        Given.kind("a", 0, aMyKind().whereLabel("zone", "a").sysctl("vm.swappiness", "10")),
        null,
        true);
    loop.kindSeen(Given.kind("b", 1, TWENTY), null, true);
    loop.nodeSeen(in);
    loop.synced();
    agents.asked.getLast().holds("i1");
    agents.sent.getLast().applied();
    loop.nodeSeen(out);
    agents.released.getLast().reverted();
    assertThat(agents.sent.getLast().call().kind().uid()).isEqualTo("b");
    agents.sent.getLast().applied();
    loop.nodeSeen(in);

    assertThat(agents.sent)
        .extracting(one -> one.call().kind().uid())
        .containsExactly("a", "b", "a");
  }

  /** P-15: also a fault that is no exception must not hold the node for ever. */
  @Test
  void aFaultWhileAnAnswerIsTakenInIsTriedAgain() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.nodeSeen(node("uid", "10.0.0.1"));
    loop.synced();
    agents.asked.getLast().holds("i1");
    agents.sent.getLast().answer().completeExceptionally(new StackOverflowError("for the test"));
    pass(Duration.ofSeconds(2));

    assertThat(agents.sent).hasSize(2);
    agents.breaks = new StackOverflowError("for the test");
    agents.sent.getLast().answer().complete(new Outcome.Applied(List.of(), List.of()));
    loop.kindSeen(Given.kind("b", 1, aMyKind().sysctl("vm.dirty_ratio", "5")), null, true);
    agents.breaks = null;
    pass(Duration.ofSeconds(2));
    assertThat(agents.sent.getLast().call().kind().uid()).isEqualTo("b");
  }

  @Test
  void aSpecThatIsRefusedAsAWholeFailsOnEveryNodeItIsFor() {
    loop.nodeSeen(node("uid", "10.0.0.1"));
    loop.synced();
    loop.kindSeen(Given.kind("a", 0, aMyKind().port(1).sysctl("vm.swappiness", "10")), null, true);
    pass(Duration.ofSeconds(1));
    assertThat(statuses.getLast().nodes()).isEqualTo(new NodeCounts(1, 0, 1, 0, 0));

    loop.nodeSeen(new Node("node2", "uid2", "10.0.0.2", Map.of(), true, false));
    pass(Duration.ofSeconds(1));
    assertThat(statuses.getLast().nodes()).isEqualTo(new NodeCounts(2, 0, 2, 0, 0));
    assertThat(statuses.getLast().results().getFirst().nodes()).isEqualTo("node[1-2]");
  }

  @Test
  void aSelectorThatCannotBeReadCountsNobody() {
    loop.nodeSeen(node("uid", "10.0.0.1"));
    loop.synced();
    loop.kindSeen(
        Given.kind("a", 0, aMyKind().where("zone", Operator.IN).sysctl("vm.swappiness", "10")),
        null,
        true);
    pass(Duration.ofSeconds(1));

    assertThat(statuses.getLast().state()).isEqualTo(State.ERROR);
    assertThat(statuses.getLast().nodes()).isEqualTo(new NodeCounts(0, 0, 0, 0, 0));
  }

  private MyKind second(String name, MyKinds built) {
    MyKind kind = Given.kind(name, 0, built);
    return new MyKind(kind.owner(), 2, kind.spec());
  }

  private void start(MyKind... kinds) {
    Stream.of(kinds).forEach(kind -> loop.kindSeen(kind, null, true));
    loop.nodeSeen(node("uid", "10.0.0.1"));
    loop.synced();
    agents.asked.getLast().holds("i1");
  }

  /** SUCCESS of a generation is never that of an answer to the one before. */
  @Test
  void anAnswerToTheGenerationBeforeIsNoneToThisOne() {
    start(Given.kind("a", 0, TEN));
    SlowAgents.Sent first = agents.sent.getLast();
    loop.kindSeen(second("a", TWENTY), null, true);
    first.applied();
    pass(Duration.ofSeconds(5));

    assertThat(statuses).noneMatch(status -> status.state() == State.SUCCESS);
    agents.sent.getLast().applied();
    pass(Duration.ofSeconds(1));
    assertThat(agents.sent.getLast().call().kind().generation()).isEqualTo(2);
    assertThat(statuses.getLast().state()).isEqualTo(State.SUCCESS);
    assertThat(statuses.getLast().observedGeneration()).isEqualTo(2);
  }

  @Test
  void oneThatGoesOnAfterAPauseIsSentWhatChangedMeanwhile() {
    start(Given.kind("a", 0, TEN));
    agents.sent.getLast().applied();
    loop.kindSeen(second("a", aMyKind().paused().sysctl("vm.swappiness", "20")), null, true);
    pass(Duration.ofSeconds(5));
    assertThat(agents.sent).hasSize(1);
    assertThat(statuses.getLast().state()).isEqualTo(State.RUNNING);

    MyKind on = Given.kind("a", 0, TWENTY);
    loop.kindSeen(new MyKind(on.owner(), 3, on.spec()), null, true);
    assertThat(agents.sent).hasSize(2);
  }

  /** A dry run that follows a real one must not be mistaken for it afterwards. */
  @Test
  void theSameValuesAfterADryRunAreSent() {
    start(Given.kind("a", 0, TEN));
    agents.sent.getLast().applied();
    loop.kindSeen(second("a", aMyKind().dryRun().sysctl("vm.swappiness", "10")), null, true);
    agents.sent.getLast().answer().complete(new Outcome.Planned(List.of(), List.of()));
    MyKind again = Given.kind("a", 0, TEN);
    loop.kindSeen(new MyKind(again.owner(), 3, again.spec()), null, true);

    assertThat(agents.sent).hasSize(3);
    assertThat(agents.sent.getLast().call().wanted().mode()).isEqualTo(Wanted.Mode.APPLY);
  }

  @Test
  void whoSharesAValueKeepsItWhenItsOwnerIsDeleted() {
    start(Given.kind("a", 0, TEN), Given.kind("b", 1, TEN));
    agents.sent.getLast().applied();
    agents.sent.getLast().applied();
    loop.kindGone("a");
    loop.kindSeen(Given.kind("c", 2, TWENTY), null, true);
    pass(Duration.ofSeconds(1));

    assertThat(agents.sent).hasSize(2);
    assertThat(statuses.getLast().results().getFirst().outcome()).isEqualTo("Conflict");
    assertThat(statuses.getLast().msg()).contains("default/b");
  }
}
