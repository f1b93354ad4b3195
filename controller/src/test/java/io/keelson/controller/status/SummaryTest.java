package io.keelson.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.Condition;
import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.status.Situation.Doing;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.wire.Change;
import io.keelson.wire.Json;
import io.keelson.wire.Reading;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SummaryTest {

  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final Outcome APPLIED =
      new Outcome.Applied(List.of(new Change("vm.swappiness", "60", "10", true)), List.of());
  private static final Outcome REFUSED =
      new Outcome.Refused(
          List.of(new Problem(ProblemCode.SYSCTL_UNKNOWN, "", "vm.x", "this kernel has no vm.x")));
  private static final Outcome OFFLINE = new Outcome.Offline(NOW, "connection refused");

  private static Situation situation(
      Doing doing, Map<String, Outcome> outcomes, String... targets) {
    return new Situation(
        3, doing, List.of(), new TreeSet<>(List.of(targets)), new TreeSet<>(), outcomes);
  }

  private static Summary apply(Map<String, Outcome> outcomes, String... targets) {
    return Summary.of(situation(Doing.APPLY, outcomes, targets));
  }

  @Test
  void isSuccessWhenEveryTargetHasIt() {
    Summary summary = apply(Map.of("node1", APPLIED, "node2", APPLIED), "node1", "node2");

    assertThat(summary.state()).isEqualTo(State.SUCCESS);
    assertThat(summary.settled()).isTrue();
    assertThat(summary.msg()).isEqualTo("2 nodes applied");
    assertThat(summary.results()).singleElement().extracting("nodes").isEqualTo("node[1-2]");
  }

  @Test
  void isRunningWhileOneHasNotAnswered() {
    Summary summary = apply(Map.of("node1", REFUSED), "node1", "node2");

    assertThat(summary.state()).isEqualTo(State.RUNNING);
    assertThat(summary.settled()).isFalse();
    assertThat(summary.msg()).contains("waiting for 1 node", "node1: this kernel has no vm.x");
  }

  @Test
  void isErrorWhenOneThatAnsweredHasItNot() {
    Summary summary =
        apply(
            Map.of("node1", APPLIED, "node2", REFUSED, "node3", OFFLINE),
            "node1",
            "node2",
            "node3");

    assertThat(summary.state()).isEqualTo(State.ERROR);
    assertThat(summary.reason()).isEqualTo(Reasons.REFUSED);
    assertThat(summary.nodes()).isEqualTo(new NodeCounts(3, 1, 1, 1, 0));
    assertThat(summary.msg())
        .isEqualTo("1 node applied, 1 failed, 1 offline (node3): node2: this kernel has no vm.x");
  }

  @Test
  void offlineNodesAreNoError() {
    Summary summary = apply(Map.of("node1", APPLIED, "node2", OFFLINE), "node1", "node2");

    assertThat(summary.state()).isEqualTo(State.SUCCESS);
    assertThat(summary.msg()).isEqualTo("1 node applied, 1 offline (node2)");
  }

  @Test
  void onlyOfflineNodesConfirmNothing() {
    Summary summary = apply(Map.of("node1", OFFLINE), "node1");

    assertThat(summary.state()).isEqualTo(State.RUNNING);
    assertThat(summary.reason()).isEqualTo(Reasons.TARGETS_OFFLINE);
    assertThat(ready(summary.status(null, NOW)).status()).isEqualTo("False");
  }

  @Test
  void anUnknownWorkerIsNamedAndCounted() {
    Summary summary =
        Summary.of(
            new Situation(
                1,
                Doing.APPLY,
                List.of(),
                new TreeSet<>(List.of("node1")),
                new TreeSet<>(List.of("node9")),
                Map.of("node1", APPLIED)));

    assertThat(summary.state()).isEqualTo(State.ERROR);
    assertThat(summary.nodes()).isEqualTo(new NodeCounts(2, 1, 1, 0, 0));
    assertThat(summary.msg()).contains("there is no node node9");
  }

  @Test
  void noTargetsAreAnError() {
    Summary summary = apply(Map.of());

    assertThat(summary.state()).isEqualTo(State.ERROR);
    assertThat(summary.results().getFirst().problems().getFirst().code())
        .isEqualTo(ProblemCode.TARGETS_EMPTY);
  }

  @Test
  void saysThatADryRunChangedNothing() {
    Outcome planned =
        new Outcome.Planned(List.of(new Change("vm.swappiness", "60", "10", true)), List.of());

    assertThat(Summary.of(situation(Doing.DRY_RUN, Map.of("n", planned), "n")).msg())
        .contains("dry run", "nothing was changed");
  }

  @Test
  void aKeyThatCannotBeReadIsAnError() {
    Outcome read =
        new Outcome.Read(
            List.of(
                Reading.Value.of("a.b", "1"),
                Reading.Value.problem("a.c", ProblemCode.SYSCTL_UNKNOWN, "no a.c")));

    Summary summary = Summary.of(situation(Doing.READ, Map.of("n", read), "n"));

    assertThat(summary.state()).isEqualTo(State.ERROR);
    assertThat(summary.results().getFirst().changes()).hasSize(1);
    assertThat(summary.results().getFirst().problems()).hasSize(1);
  }

  @Test
  void aPausedOneIsNotReady() {
    Summary summary = Summary.of(situation(Doing.PAUSED, Map.of("n", APPLIED), "n"));

    assertThat(ready(summary.status(null, NOW)).status()).isEqualTo("False");
    assertThat(summary.reason()).isEqualTo(Reasons.PAUSED);
    assertThat(summary.msg()).startsWith("paused");
  }

  @Test
  void warningsOfAgentsAreShown() {
    Outcome warned = new Outcome.Applied(List.of(), List.of("a later file wins"));

    assertThat(apply(Map.of("n", warned), "n").msg()).contains("warning: a later file wins");
  }

  @Test
  void aNameThatChangesTooOftenIsThrottled() {
    Problem soon = Problem.of(ProblemCode.HOSTNAME_THROTTLED, "", "less than 30 s ago");
    Problem other = Problem.of(ProblemCode.AGENT_BUSY, "", "busy");

    Summary throttled = apply(Map.of("n", Outcome.Failed.of(soon)), "n");
    assertThat(throttled.reason()).isEqualTo("Throttled");
    assertThat(throttled.state()).isEqualTo(State.ERROR);
    assertThat(throttled.msg()).contains("less than 30 s ago");
    assertThat(apply(Map.of("n", new Outcome.Failed(List.of(soon, other))), "n").reason())
        .isEqualTo("Failed");
  }

  @Test
  void timesOfConditionsStayWhileTheirStatusDoes() {
    MyKindStatus first = apply(Map.of("n", APPLIED), "n").status(null, NOW);
    MyKindStatus later = apply(Map.of("n", REFUSED), "n").status(first, NOW.plusSeconds(60));
    MyKindStatus again = apply(Map.of("n", REFUSED), "n").status(later, NOW.plusSeconds(90));

    assertThat(ready(first).lastTransitionTime()).isEqualTo("2026-01-01T10:00:00Z");
    assertThat(ready(later).lastTransitionTime()).isEqualTo("2026-01-01T10:01:00Z");
    assertThat(ready(again)).isEqualTo(ready(later));
    assertThat(ready(first).observedGeneration()).isEqualTo(3);
  }

  /** P-12. */
  @Test
  void theStatusOfFiveThousandDifferentAnswersStaysSmall() {
    Map<String, Outcome> outcomes = new HashMap<>();
    for (int node = 1; node <= 5000; node++) {
      String was = "x".repeat(900) + node;
      outcomes.put(
          "node" + node,
          new Outcome.Applied(
              IntStream.range(0, 256)
                  .mapToObj(i -> new Change("net.some.key" + i, was, "10", true))
                  .toList(),
              List.of()));
    }

    Summary summary = apply(outcomes, outcomes.keySet().toArray(String[]::new));
    MyKindStatus status = summary.status(null, NOW);

    assertThat(Json.write(status)).hasSizeLessThan(64 * 1024);
    assertThat(status.results()).hasSize(21);
    assertThat(status.results().getLast().nodes()).isEqualTo("4980 nodes with other details");
  }

  @Test
  void theMessageStaysShort() {
    Map<String, Outcome> outcomes = new HashMap<>();
    for (int node = 1; node <= 100; node++) {
      String why = "w".repeat(900) + node;
      outcomes.put("node" + node, Outcome.Failed.of(Problem.of("HOST_ERROR", "", why)));
    }

    Summary summary = apply(outcomes, outcomes.keySet().toArray(String[]::new));

    assertThat(summary.msg()).hasSizeLessThanOrEqualTo(1024).contains("and 97 more");
  }

  private static Condition ready(MyKindStatus status) {
    return status.conditions().stream()
        .filter(one -> one.type().equals(Condition.READY))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aProblemThatNodesShareIsSaidOnce() {
    Problem shared =
        new Problem(
            ProblemCode.SYSCTL_UNKNOWN, "", "vm.x", "vm.x: this node's kernel has no such key");
    Problem other =
        new Problem(ProblemCode.SYSCTL_READ_ONLY, "", "vm.y", "vm.y: cannot be changed");
    Summary summary =
        apply(
            Map.of(
                "master", new Outcome.Refused(List.of(shared)),
                "node1", new Outcome.Refused(List.of(shared)),
                "node2", new Outcome.Refused(List.of(shared, other))),
            "master",
            "node1",
            "node2");

    assertThat(summary.msg())
        .isEqualTo(
            "3 failed: node[1-2],master: vm.x: this node's kernel has no such key;"
                + " node2: vm.y: cannot be changed");
  }
}
