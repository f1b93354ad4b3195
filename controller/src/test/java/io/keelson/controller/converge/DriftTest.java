package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.testing.MyKinds;
import io.keelson.wire.AgentState.Drift;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The way of drift from what agents say to statuses and Events, in time that the test moves. */
final class DriftTest extends OneThread {

  private static final Duration POLLED = POLL.plusSeconds(1);
  private static final String KEY = "vm.swappiness";
  private static final MyKinds TEN = aMyKind().sysctl(KEY, "10");

  private static Node node(String name) {
    return new Node(name, "uid-" + name, "10.0.0.1", Map.of(), true, false);
  }

  private static MyKind kind(long generation, MyKinds built) {
    MyKind kind = Given.kind("a", 0, built);
    return new MyKind(kind.owner(), generation, kind.spec());
  }

  private static List<Drift> repaired(long repairs) {
    return List.of(new Drift(KEY, repairs, "at " + repairs, true, false, ""));
  }

  private static List<Drift> contested() {
    return List.of(new Drift(KEY, 5, "at 5", false, true, "others set it, see 99-tuned.conf"));
  }

  /** All is applied and said, and agents say when they are asked what they hold. */
  private void begin(String... nodes) {
    loop.kindSeen(kind(1, TEN), null, true);
    for (String name : nodes) {
      agents.prompt.put(name, new Intent.Call[0]);
      loop.nodeSeen(node(name));
    }
    loop.synced();
    List.copyOf(agents.sent).forEach(this::carriedOut);
    time.pass(Duration.ofSeconds(1));
    assertThat(last().state()).isEqualTo(State.SUCCESS);
    events.clear();
    statuses.clear();
  }

  /** As by a real agent: with another generation, what others did is forgotten. */
  private void carriedOut(SlowAgents.Sent sent) {
    agents.prompt.put(sent.node().name(), new Intent.Call[] {sent.call()});
    agents.drifts.remove(sent.node().name());
    sent.applied();
  }

  private void drifts(String node, List<Drift> drifts) {
    agents.drifts.put(node, drifts);
  }

  private MyKindStatus last() {
    return statuses.getLast();
  }

  @Test
  void isShownAfterTheNextPollAndGoesAfterAnHourWithoutACall() {
    begin("node1", "node2");
    drifts("node2", repaired(1));
    time.pass(POLLED);

    assertThat(statuses).hasSize(1);
    assertThat(last().nodes()).isEqualTo(new NodeCounts(2, 2, 0, 0, 1));
    assertThat(last().state()).isEqualTo(State.SUCCESS);
    time.pass(Duration.ofMinutes(58));
    assertThat(statuses).hasSize(1);

    time.pass(Duration.ofMinutes(3));
    assertThat(statuses).hasSize(2);
    assertThat(last().nodes()).isEqualTo(new NodeCounts(2, 2, 0, 0, 0));
    assertThat(agents.sent).as("calls").hasSize(2);
  }

  @Test
  void manyRepairsOfOneKeyAreOneWriteAndOneEvent() {
    begin("node1");
    for (int repairs = 1; repairs <= 100; repairs++) {
      drifts("node1", repaired(repairs));
      time.pass(POLL);
    }

    assertThat(statuses).hasSize(1);
    assertThat(events)
        .containsExactly("a Drifted node1: vm.swappiness: others changed it, it was set right");
  }

  @Test
  void nodesThatDriftOneAfterTheOtherAreToldOfTogether() {
    begin("node1", "node2", "node3", "node4");
    drifts("node1", repaired(1));
    time.pass(POLLED.plusSeconds(1));
    assertThat(events).hasSize(1);
    for (String node : List.of("node2", "node3", "node4")) {
      drifts(node, repaired(1));
      time.pass(POLLED);
    }
    assertThat(last().nodes().drifted()).isEqualTo(4);
    assertThat(events).hasSize(1);

    time.pass(Duration.ofMinutes(5));
    assertThat(events).hasSize(2);
    assertThat(events.getLast()).startsWith("a Drifted node[2-4]: vm.swappiness");
    time.pass(Duration.ofMinutes(30));
    assertThat(events).hasSize(2);
  }

  @Test
  @DisplayName("N-11: contested is an error, until a new generation, also of the same values")
  void contestedIsAnErrorUntilTheSpecChanges() {
    begin("node1", "node2");
    drifts("node2", contested());
    time.pass(POLLED.plusSeconds(1));

    assertThat(last().state()).isEqualTo(State.ERROR);
    assertThat(last().nodes()).isEqualTo(new NodeCounts(2, 1, 1, 0, 1));
    assertThat(last().msg()).contains("node2: vm.swappiness: others set it, see 99-tuned.conf");
    assertThat(events)
        .contains("a Contested node2: vm.swappiness: others set it, see 99-tuned.conf");
    assertThat(loop.nodesContested()).isEqualTo(1);
    time.pass(Duration.ofHours(3));
    assertThat(agents.sent).as("it stops").hasSize(2);
    assertThat(statuses).hasSize(1);

    loop.kindSeen(kind(2, TEN), last(), true);
    assertThat(agents.sent).hasSize(3);
    assertThat(agents.sent.getLast().node().name()).isEqualTo("node2");
    carriedOut(agents.sent.getLast());
    time.pass(Duration.ofSeconds(1));
    assertThat(last().state()).isEqualTo(State.SUCCESS);
    assertThat(last().nodes()).isEqualTo(new NodeCounts(2, 2, 0, 0, 0));
    assertThat(loop.nodesContested()).isZero();
  }

  /** What was confirmed without a call before the fight began is no change of the spec. */
  @Test
  void aGenerationOfBeforeTheFightIsNotSentForIt() {
    begin("node1");
    loop.kindSeen(kind(2, TEN), null, true);
    time.pass(Duration.ofSeconds(1));
    assertThat(last().observedGeneration()).isEqualTo(2);
    drifts("node1", contested());
    time.pass(Duration.ofMinutes(5));

    assertThat(agents.sent).hasSize(1);
    assertThat(last().state()).isEqualTo(State.ERROR);
  }

  @Test
  void aPauseLeavesTheFightAsItIsAndItsEndGoesOn() {
    begin("node1");
    drifts("node1", contested());
    time.pass(POLLED);
    loop.kindSeen(kind(2, aMyKind().paused().sysctl(KEY, "10")), last(), true);
    time.pass(Duration.ofSeconds(5));
    assertThat(last().state()).isEqualTo(State.RUNNING);
    assertThat(last().nodes()).isEqualTo(new NodeCounts(1, 0, 1, 0, 1));
    assertThat(agents.sent).hasSize(1);

    loop.kindSeen(kind(3, TEN), last(), true);
    assertThat(agents.sent).hasSize(2);
    carriedOut(agents.sent.getLast());
    time.pass(Duration.ofSeconds(1));
    assertThat(last().state()).isEqualTo(State.SUCCESS);
  }

  @Test
  void afterAStartOfTheControllerItIsShownAgainAndNotToldAgain() {
    begin("node1", "node2");
    drifts("node1", contested());
    drifts("node2", List.of(new Drift(KEY, 1, "2026-01-01T00:00:01Z", true, false, "")));
    time.pass(POLLED);
    assertThat(last().nodes()).isEqualTo(new NodeCounts(2, 1, 1, 0, 2));

    OneThread next = new OneThread() {};
    next.agents.prompt.putAll(agents.prompt);
    next.agents.drifts.putAll(agents.drifts);
    next.loop.kindSeen(kind(1, TEN), last(), true);
    next.loop.nodeSeen(node("node1"));
    next.loop.nodeSeen(node("node2"));
    next.loop.synced();
    next.time.pass(Duration.ofMinutes(10));

    assertThat(next.statuses).as("it says so already").isEmpty();
    assertThat(next.loop.nodesDrifted()).isEqualTo(2);
    assertThat(next.agents.sent).isEmpty();
    assertThat(next.events).isEmpty();
    next.agents.drifts.put("node2", repairedTwoKeys());
    next.time.pass(POLLED.plusSeconds(1));
    assertThat(next.events)
        .containsExactly("a Drifted node2: vm.other: others changed it, it was set right");
  }

  @Test
  void whatHappenedWhileNobodyLedIsTold() {
    begin("node1");
    OneThread next = new OneThread() {};
    next.agents.prompt.putAll(agents.prompt);
    next.agents.drifts.put("node1", contested());
    next.loop.kindSeen(kind(1, TEN), null, true);
    next.loop.nodeSeen(node("node1"));
    next.loop.synced();
    next.time.pass(Duration.ofSeconds(5));

    assertThat(next.events).anyMatch(event -> event.startsWith("a Contested node1: "));
  }

  /** Meanwhile the status says RUNNING, and less of drift than before. */
  @Test
  void ofAnAgentThatAnswersLateAfterAStartItIsNotToldAgain() {
    begin("node1", "node2");
    drifts("node1", contested());
    drifts("node2", contested());
    time.pass(POLLED);
    assertThat(last().nodes().drifted()).isEqualTo(2);

    OneThread next = new OneThread() {};
    next.agents.prompt.put("node1", agents.prompt.get("node1"));
    next.agents.drifts.put("node1", contested());
    next.loop.kindSeen(kind(1, TEN), last(), true);
    next.loop.nodeSeen(node("node1"));
    next.loop.nodeSeen(node("node2"));
    next.loop.synced();
    next.time.pass(Duration.ofSeconds(5));
    assertThat(next.statuses.getLast().state()).isEqualTo(State.RUNNING);
    assertThat(next.statuses.getLast().nodes().drifted()).isEqualTo(1);

    next.agents.asked.stream()
        .filter(one -> one.node().name().equals("node2"))
        .forEach(one -> one.tells(contested(), agents.prompt.get("node2")));
    next.time.pass(Duration.ofSeconds(5));
    assertThat(next.statuses.getLast().nodes().drifted()).isEqualTo(2);
    assertThat(next.events).noneMatch(event -> event.contains("Contested"));
  }

  private static List<Drift> repairedTwoKeys() {
    return List.of(
        new Drift(KEY, 1, "2026-01-01T00:00:01Z", true, false, ""),
        new Drift("vm.other", 1, "2026-01-01T00:10:00Z", true, false, ""));
  }

  @Test
  void whatIsSetRightNoMoreIsTold() {
    begin("node1");
    drifts("node1", List.of(new Drift(KEY, 0, "now", false, false, KEY + ": no such key now")));
    time.pass(POLLED.plusSeconds(1));

    assertThat(last().state()).isEqualTo(State.ERROR);
    assertThat(events).contains("a Drifted node1: vm.swappiness: no such key now");
    assertThat(agents.sent).as("the agent tries by itself").hasSize(1);

    agents.drifts.clear();
    time.pass(POLLED);
    assertThat(last().state()).isEqualTo(State.SUCCESS);
    assertThat(last().nodes().drifted()).isZero();
  }

  @Test
  void aNodeThatWasAwayIsShownAgainAndNotToldAgain() {
    begin("node1", "node2");
    drifts("node2", repaired(1));
    time.pass(POLLED.plusSeconds(1));
    loop.nodeSeen(new Node("node2", "uid-node2", "10.0.0.1", Map.of(), false, false));
    time.pass(Duration.ofMinutes(10));
    assertThat(last().nodes()).isEqualTo(new NodeCounts(2, 1, 0, 1, 0));
    assertThat(loop.nodesDrifted()).isZero();

    loop.nodeSeen(node("node2"));
    time.pass(Duration.ofMinutes(10));
    assertThat(last().nodes()).isEqualTo(new NodeCounts(2, 2, 0, 0, 1));
    assertThat(events.stream().filter(one -> one.contains("Drifted"))).hasSize(1);
  }

  /** What a boot forgot an agent brings back without a word: there is nothing to be shown. */
  @Test
  @DisplayName("N-10: a reboot is no drift")
  void aRebootIsNoDrift() {
    begin("node1");
    loop.nodeSeen(new Node("node1", "uid-node1", "10.0.0.1", Map.of(), false, false));
    time.pass(Duration.ofMinutes(1));
    loop.nodeSeen(node("node1"));
    time.pass(Duration.ofMinutes(1));

    assertThat(statuses).allMatch(status -> status.nodes().drifted() == 0);
    assertThat(events).noneMatch(event -> event.contains("Drifted"));
    assertThat(agents.sent).hasSize(1);
  }
}
