package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindStatus;
import io.keelson.controller.depart.Departures;
import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.testing.MyKinds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is done before the first change of a node, and until the last is given back. */
final class DepartureTest extends OneThread {

  private static final MyKinds TEN = aMyKind().sysctl("vm.swappiness", "10");

  private static Node node(String name, boolean ready) {
    return new Node(name, "uid-" + name, "10.0.0.1", Map.of(), ready, false);
  }

  private MyKind deleted(MyKinds built) {
    MyKind kind = Given.kind("a", 0, built);
    return new MyKind(kind.owner(), 2, kind.spec(), new Departure(now(), false));
  }

  private Instant now() {
    return time.clock().instant();
  }

  /** One MyKind, applied on these nodes. */
  private void applied(String... nodes) {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    for (String node : nodes) {
      loop.nodeSeen(node(node, true));
    }
    loop.synced();
    agents.asked.forEach(one -> one.holds("i-" + one.node().name()));
    agents.sent.forEach(SlowAgents.Sent::applied);
  }

  @Test
  void nothingIsSentBeforeTheFinalizerIsThere() {
    finalizers.answer = new Put.Failed("HTTP 500");
    loop.kindSeen(Given.kind("a", 0, TEN), null, false);
    loop.nodeSeen(node("node1", true));
    loop.synced();
    agents.asked.getLast().holds("i1");
    time.pass(Duration.ofMillis(200));

    assertThat(agents.sent).isEmpty();
    assertThat(statuses.getLast().results().getFirst().toString())
        .contains(ProblemCode.FINALIZER_MISSING);
    finalizers.answer = new Put.Done();
    time.pass(Duration.ofSeconds(30));
    assertThat(agents.sent).hasSize(1);
  }

  @Test
  void theFinalizerIsAskedForOnceForAllNodes() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, false);
    for (int i = 0; i < 50; i++) {
      loop.nodeSeen(node("node" + i, true));
    }
    loop.synced();
    List.copyOf(agents.asked).forEach(one -> one.holds("i-" + one.node().name()));

    assertThat(agents.sent).hasSize(50);
    assertThat(finalizers.put).containsExactly("a");
  }

  @Test
  void whatOnlyReadsOrPlansNeedsNoFinalizer() {
    loop.kindSeen(Given.kind("a", 0, aMyKind().reads(Api.SYSCTL, "vm.swappiness")), null, false);
    loop.kindSeen(Given.kind("b", 1, aMyKind().sysctl("vm.swappiness", "1").dryRun()), null, false);
    loop.kindSeen(Given.kind("c", 2, aMyKind().sysctl("vm.swappiness", "1").paused()), null, false);
    loop.nodeSeen(node("node1", true));
    loop.synced();
    agents.asked.getLast().holds("i1");
    agents.sent.getLast().answer().complete(new Outcome.Read(List.of()));
    agents.sent.getLast().answer().complete(new Outcome.Planned(List.of(), List.of()));

    assertThat(agents.sent).hasSize(2);
    assertThat(finalizers.put).isEmpty();
  }

  @Test
  @DisplayName("what was applied by a version without finalizers gets one without a call")
  void whatIsCurrentGetsItsFinalizerToo() {
    applied("node1");
    Intent.Call call = agents.sent.getFirst().call();
    loop.kindSeen(Given.kind("a", 0, TEN), null, false);
    time.pass(POLL.plusSeconds(1));
    agents.asked.getLast().holds("i-node1", call);

    assertThat(finalizers.put).containsExactly("a");
    assertThat(agents.sent).hasSize(1);
  }

  @Test
  void theFinalizerGoesWhenEveryNodeHasGivenBack() {
    applied("node1", "node2");
    loop.kindSeen(deleted(TEN), null, true);
    assertThat(agents.released).hasSize(2);
    releaseOf("node1").reverted();
    time.pass(Duration.ofSeconds(1));
    assertThat(finalizers.taken).isEmpty();
    MyKindStatus status = statuses.getLast();
    assertThat(status.state()).isEqualTo(MyKindStatus.State.RUNNING);
    assertThat(status.msg())
        .isEqualTo(
            "being deleted: 1 of 2 nodes given back, waits for node2 (asked) until 00:10:00 UTC");

    releaseOf("node2").reverted();
    time.pass(Duration.ofSeconds(1));
    assertThat(finalizers.taken).containsExactly("a");
    assertThat(events).noneMatch(one -> one.contains(Departures.INCOMPLETE));
  }

  private SlowAgents.Released releaseOf(String node) {
    return agents.released.stream()
        .filter(one -> one.node().name().equals(node))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("X-11: a node that stays away holds the deletion for undoTimeout and no longer")
  void aNodeThatIsOfflineIsNotWaitedForForEver() {
    applied("node1", "node2");
    loop.nodeSeen(node("node2", false));
    loop.kindSeen(deleted(TEN), null, true);
    agents.released.getFirst().reverted();
    time.pass(UNDO_TIMEOUT.minusSeconds(1));
    assertThat(finalizers.taken).isEmpty();
    assertThat(statuses.getLast().msg()).contains("waits for node2 (offline) until 00:10:00 UTC");

    time.pass(Duration.ofSeconds(2));
    assertThat(finalizers.taken).containsExactly("a");
    assertThat(events)
        .filteredOn(one -> one.contains(Departures.INCOMPLETE))
        .singleElement()
        .asString()
        .contains("node2 (offline)");
  }

  @Test
  @DisplayName("X-11: a node that cannot give back does not hold it for ever either")
  void aNodeThatFailsIsNotWaitedForForEver() {
    applied("node1");
    loop.kindSeen(deleted(TEN), null, true);
    agents.released.getLast().fails(ProblemCode.HOST_ERROR);
    time.pass(Duration.ofSeconds(30));
    assertThat(agents.released).as("tried again").hasSizeGreaterThan(1);
    agents.released.getLast().fails(ProblemCode.HOST_ERROR);
    assertThat(finalizers.taken).isEmpty();
    assertThat(statuses.getLast().nodes().failed()).isEqualTo(1);
    for (int i = 0; i < 40; i++) {
      time.pass(Duration.ofSeconds(30));
      agents.released.getLast().fails(ProblemCode.HOST_ERROR);
    }
    assertThat(finalizers.taken).containsExactly("a");
    assertThat(events).anyMatch(one -> one.contains("node1 (so it is)"));
  }

  @Test
  @DisplayName("X-11: after a restart of ours the time has run, but nodes are asked first")
  void whoStartsLateAsksBeforeItGivesUp() {
    MyKind old = deleted(TEN);
    time.pass(UNDO_TIMEOUT.multipliedBy(3));
    loop.kindSeen(old, null, true);
    loop.nodeSeen(node("node1", true));
    loop.synced();
    time.pass(Duration.ofSeconds(1));
    assertThat(finalizers.taken).as("it has not said yet what it holds").isEmpty();

    agents.asked.getLast().holds("i1", callOf(TEN));
    time.pass(Duration.ofSeconds(1));
    assertThat(agents.released).hasSize(1);
    assertThat(finalizers.taken).isEmpty();
    agents.released.getLast().reverted();
    time.pass(Duration.ofSeconds(1));
    assertThat(finalizers.taken).containsExactly("a");
    assertThat(events).noneMatch(one -> one.contains(Departures.INCOMPLETE));
  }

  private static Intent.Call callOf(MyKinds built) {
    return (Intent.Call)
        NodePlan.of(
                Given.world(Stream.of(Given.node("node1")), Given.declared("a", 0, built)), "node1")
            .intents()
            .getFirst();
  }

  @Test
  @DisplayName("X-09: a node that is removed is not waited for")
  void aNodeThatIsGoneCountsAsDone() {
    applied("node1");
    loop.kindSeen(deleted(TEN), null, true);
    loop.nodeGone("node1");
    time.pass(Duration.ofSeconds(1));

    assertThat(finalizers.taken).containsExactly("a");
  }

  @Test
  void oneThatChangedNothingGoesAtOnce() {
    loop.nodeSeen(node("node1", true));
    loop.synced();
    agents.asked.getLast().holds("i1");
    loop.kindSeen(deleted(TEN), null, true);
    time.pass(Duration.ofSeconds(1));

    assertThat(agents.released).isEmpty();
    assertThat(finalizers.taken).containsExactly("a");
  }

  @Test
  void aCallOfWhichNobodyKnowsWhatCameIsGivenBackToo() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.nodeSeen(node("node1", true));
    loop.synced();
    agents.asked.getLast().holds("i1");
    agents.sent.getLast().isLost();
    loop.kindSeen(deleted(TEN), null, true);
    time.pass(Duration.ofMillis(300));
    assertThat(finalizers.taken).isEmpty();
    time.pass(Duration.ofSeconds(2));
    agents.asked.getLast().holds("i1", agents.sent.getLast().call());

    assertThat(agents.released).hasSize(1);
  }

  @Test
  void aReleaseWhoseAnswerIsLostIsSentAgainUnderItsKey() {
    applied("node1");
    loop.kindSeen(deleted(TEN), null, true);
    agents.released.getLast().isLost();
    time.pass(Duration.ofSeconds(2));
    agents.asked.getLast().holds("i-node1", agents.sent.getLast().call());

    assertThat(agents.released).hasSize(2);
    assertThat(agents.released.getLast().order().key())
        .isEqualTo(agents.released.getFirst().order().key());
  }

  @Test
  void releasesComeBeforeCalls() {
    applied("node1");
    loop.kindSeen(deleted(TEN), null, true);
    loop.kindSeen(Given.kind("b", 1, aMyKind().sysctl("vm.swappiness", "20")), null, true);
    assertThat(agents.sent).hasSize(1);
    agents.released.getLast().reverted();

    assertThat(agents.sent).hasSize(2);
  }

  @Test
  void aNodeThatLeavesTheTargetsGivesBack() {
    applied("node1", "node2");
    MyKind other = Given.kind("a", 0, aMyKind().onNodes("node2").sysctl("vm.swappiness", "10"));
    loop.kindSeen(new MyKind(other.owner(), 2, other.spec()), null, true);

    assertThat(agents.released)
        .singleElement()
        .satisfies(one -> assertThat(one.node().name()).isEqualTo("node1"))
        .satisfies(one -> assertThat(one.release().generation()).isEqualTo(2));
    agents.released.getLast().reverted();
    time.pass(Duration.ofSeconds(1));
    assertThat(statuses.getLast().state()).isEqualTo(MyKindStatus.State.SUCCESS);
    assertThat(statuses.getLast().nodes().target()).isEqualTo(1);
  }

  @Test
  void whatStaysAsItWasFoundIsOneEventForAllNodes() {
    applied("node1", "node2");
    loop.kindSeen(deleted(TEN), null, true);
    Problem since = new Problem("CHANGED_SINCE", "", "vm.swappiness", "somebody else");
    agents.released.forEach(
        one -> one.answer().complete(new Outcome.Reverted(List.of(), List.of(since))));
    time.pass(Duration.ofSeconds(2));

    assertThat(events).containsOnlyOnce("a KeptAsFound node[1-2]: somebody else");
    assertThat(finalizers.taken).containsExactly("a");
  }

  @Test
  void aFinalizerThatCannotBeTakenOffIsTriedAgain() {
    applied("node1");
    finalizers.answer = new Put.Failed("HTTP 500");
    loop.kindSeen(deleted(TEN), null, true);
    agents.released.getLast().reverted();
    time.pass(Duration.ofSeconds(1));
    int tries = finalizers.taken.size();
    time.pass(Duration.ofMinutes(1));

    assertThat(tries).isPositive();
    assertThat(finalizers.taken).hasSizeBetween(tries + 2, tries + 30);
  }
}
