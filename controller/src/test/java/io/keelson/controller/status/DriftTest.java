package io.keelson.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.Condition;
import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.DriftRow;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.Result;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.status.DriftedKey.Fate;
import io.keelson.controller.status.Situation.Doing;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.wire.Change;
import io.keelson.wire.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of keys that others changed. */
final class DriftTest {

  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final String KEY = "vm.swappiness";
  private static final String TUNED = KEY + ": /etc/sysctl.d/99-tuned.conf is read later at boot";
  private static final Outcome APPLIED =
      new Outcome.Applied(List.of(new Change(KEY, "60", "10", true)), List.of());
  private static final Outcome REFUSED =
      new Outcome.Refused(List.of(new Problem("SYSCTL_UNKNOWN", "", KEY, "no such key")));
  private static final Outcome OFFLINE = new Outcome.Offline(NOW, "connection refused");

  private static DriftedKey drift(Fate fate, String message) {
    return new DriftedKey(KEY, fate, message);
  }

  private static Summary summary(
      Map<String, Outcome> outcomes, Map<String, List<DriftedKey>> drifts, String... targets) {
    return Summary.of(
        new Situation(
            3,
            Doing.APPLY,
            List.of(),
            new TreeSet<>(List.of(targets)),
            new TreeSet<>(),
            outcomes,
            "",
            drifts));
  }

  /** One node with this outcome and drift beside one where all is well. */
  private static Summary beside(Outcome outcome, DriftedKey drift) {
    return summary(
        Map.of("node1", APPLIED, "node2", outcome),
        Map.of("node2", List.of(drift)),
        "node1",
        "node2");
  }

  private static String condition(Summary summary, String type) {
    return summary.status(null, NOW).conditions().stream()
        .filter(one -> one.type().equals(type))
        .map(Condition::status)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    // what became of the key, what is said of its node: applied, failed, the state
    "REPAIRED,  2, 0, SUCCESS",
    "CONTESTED, 1, 1, ERROR",
    "STANDING,  1, 1, ERROR",
  })
  void aDriftedNodeIsCountedAndAppliedOnlyIfItWasSetRight(
      Fate fate, int applied, int failed, State state) {
    Summary summary = beside(APPLIED, drift(fate, "why"));

    assertThat(summary.nodes()).isEqualTo(new NodeCounts(2, applied, failed, 0, 1));
    assertThat(summary.state()).isEqualTo(state);
    assertThat(condition(summary, Condition.READY))
        .isEqualTo(state == State.SUCCESS ? "True" : "False");
    assertThat(condition(summary, Condition.DEGRADED))
        .isEqualTo(state == State.ERROR ? "True" : "False");
    assertThat(condition(summary, Condition.PROGRESSING)).isEqualTo("False");
  }

  @Test
  void whatWasSetRightStandsBesideTheChangesAndComesFirst() {
    Summary summary =
        summary(
            Map.of("node1", APPLIED, "node2", APPLIED, "node3", APPLIED),
            Map.of("node3", List.of(drift(Fate.REPAIRED, TUNED))),
            "node1",
            "node2",
            "node3");

    assertThat(summary.results()).extracting(Result::nodes).containsExactly("node3", "node[1-2]");
    Result row = summary.results().getFirst();
    assertThat(row.outcome()).isEqualTo("Applied");
    assertThat(row.changes()).hasSize(1);
    assertThat(row.problems()).isEmpty();
    assertThat(row.drifted()).containsExactly(new DriftRow(KEY, TUNED));
    assertThat(summary.msg())
        .isEqualTo("3 nodes applied; others changed, set right again: node3: vm.swappiness");
  }

  @Test
  @DisplayName("N-11: contested is an error that names node, key and who else might own it")
  void whatIsLeftToOthersIsAnErrorThatSaysWhoTheyMayBe() {
    String why =
        "others set it again and again; set right 5 times within 10 minutes, it is left now until"
            + " the MyKind changes. "
            + TUNED;
    Summary summary = beside(APPLIED, drift(Fate.CONTESTED, why));

    assertThat(summary.msg()).isEqualTo("1 node applied, 1 failed: node2: vm.swappiness: " + why);
    Result row = summary.results().getFirst();
    assertThat(row.nodes()).isEqualTo("node2");
    assertThat(row.outcome()).isEqualTo("Failed");
    assertThat(row.drifted()).isEmpty();
    assertThat(row.problems())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.key()).isEqualTo(KEY);
              assertThat(one.code()).isEqualTo(ProblemCode.CONTESTED);
            });
  }

  @Test
  void whatCannotBeSetRightIsAnErrorOfItsOwn() {
    Summary summary = beside(APPLIED, drift(Fate.STANDING, KEY + ": no such key now"));

    assertThat(summary.results().getFirst().problems().getFirst().code())
        .isEqualTo(ProblemCode.NOT_REPAIRED);
    assertThat(summary.msg()).endsWith("1 failed: node2: vm.swappiness: no such key now");
  }

  @Test
  void aNodeMayHaveBoth() {
    Summary summary =
        summary(
            Map.of("node1", APPLIED),
            Map.of(
                "node1",
                List.of(
                    new DriftedKey("vm.a", Fate.REPAIRED, ""),
                    new DriftedKey("vm.b", Fate.CONTESTED, "others"))),
            "node1");

    Result row = summary.results().getFirst();
    assertThat(row.outcome()).isEqualTo("Failed");
    assertThat(row.problems()).extracting("key").containsExactly("vm.b");
    assertThat(row.drifted()).extracting(DriftRow::key).containsExactly("vm.a");
    assertThat(summary.nodes().drifted()).isEqualTo(1);
  }

  @Test
  void nothingIsClaimedOfANodeThatIsOffline() {
    Summary summary = beside(OFFLINE, drift(Fate.CONTESTED, "others"));

    assertThat(summary.nodes()).isEqualTo(new NodeCounts(2, 1, 0, 1, 0));
    assertThat(summary.state()).isEqualTo(State.SUCCESS);
    assertThat(summary.results()).allMatch(row -> row.drifted().isEmpty());
    assertThat(summary.drifts()).containsKey("node2");
  }

  @Test
  void whatANodeRefusesIsNotHiddenByDrift() {
    Summary summary = beside(REFUSED, drift(Fate.CONTESTED, "others"));

    assertThat(summary.results().getFirst().outcome()).isEqualTo("Refused");
  }

  @Test
  void nodesThatDriftedAlikeShareARow() {
    Map<String, Outcome> outcomes = new HashMap<>();
    Map<String, List<DriftedKey>> drifts = new HashMap<>();
    for (int node = 1; node <= 5000; node++) {
      outcomes.put("node" + node, APPLIED);
      drifts.put("node" + node, List.of(drift(Fate.REPAIRED, TUNED)));
    }

    Summary summary = summary(outcomes, drifts, outcomes.keySet().toArray(String[]::new));

    assertThat(summary.results()).singleElement().extracting("nodes").isEqualTo("node[1-5000]");
    assertThat(summary.nodes().drifted()).isEqualTo(5000);
  }

  /** P-12. */
  @Test
  void theStatusOfFiveThousandThatDriftedDifferentlyStaysSmall() {
    Map<String, Outcome> outcomes = new HashMap<>();
    Map<String, List<DriftedKey>> drifts = new HashMap<>();
    for (int node = 1; node <= 5000; node++) {
      String name = "node" + node;
      String who = "w".repeat(900) + node;
      outcomes.put(name, APPLIED);
      drifts.put(
          name,
          IntStream.range(0, name.startsWith("node10") ? 256 : 2)
              .mapToObj(
                  key ->
                      new DriftedKey(
                          "k".repeat(200) + key,
                          key % 2 == 0 ? Fate.REPAIRED : Fate.CONTESTED,
                          who))
              .toList());
    }

    Summary summary = summary(outcomes, drifts, outcomes.keySet().toArray(String[]::new));
    MyKindStatus status = summary.status(null, NOW);

    assertThat(Json.write(status)).hasSizeLessThan(64 * 1024);
    assertThat(status.results()).hasSize(21);
    assertThat(status.msg()).hasSizeLessThanOrEqualTo(1024);
  }
}
