package io.keelson.controller.agents;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.testing.MyKinds;
import io.keelson.wire.AgentState;
import io.keelson.wire.Change;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import io.keelson.wire.ProblemReport;
import io.keelson.wire.Reading;
import io.keelson.wire.Report;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * an agent whose node has fallen answers whatever it likes. What is kept of an answer is kept
 * for each MyKind, so it must not be able to fill the controller's memory or people's terminals.
 */
final class AnswersTest {

  private static final Node NODE = Given.node("node1");
  private static final String LONG = "x".repeat(100_000);
  private static final String ESCAPE = "\u001b[2J\u009b\n\r";

  private static Intent.Call call(MyKinds built) {
    Declaration declared = Given.declared("a", 0, built);
    return (Intent.Call)
        NodePlan.of(Given.world(Stream.of(NODE), declared), "node1").intents().getFirst();
  }

  private static Outcome outcome(MyKinds built, int status, Object answer) {
    return Answers.outcome(
        NODE, call(built), new Reply.Answer(status, Json.write(answer)), Instant.EPOCH);
  }

  private static MyKinds swap() {
    return aMyKind().sysctl("vm.swappiness", "10");
  }

  @Test
  @DisplayName("N-17: to try again would cut the node off again")
  void aChangeThatCutTheNodeOffIsFinal() {
    Problem lost = new Problem(ProblemCode.NETWORK_LOST, "", "vm.swappiness", "it was cut off");
    assertThat(outcome(swap(), 422, ProblemReport.of(422, "x", List.of(lost))))
        .isEqualTo(new Outcome.Refused(List.of(lost)));
  }

  private static <T> List<T> many(IntFunction<T> make) {
    return IntStream.range(0, 5_000).mapToObj(make).toList();
  }

  @Test
  void keepsOfChangesWhatWasAskedForAndABoundedRest() {
    List<Change> changes = new java.util.ArrayList<>(many(i -> new Change("k" + i, "", "", true)));
    changes.add(new Change("vm.swappiness", ESCAPE + LONG, LONG, true));
    changes.addAll(many(i -> new Change("vm.swappiness", "", "", true)));

    Outcome.Applied applied =
        (Outcome.Applied)
            outcome(
                swap(),
                200,
                new Report(
                    "node1", false, changes, List.of(), List.of(), many(i -> ESCAPE + "w" + i)));

    assertThat(applied.changes()).first().returns("vm.swappiness", Change::key);
    assertThat(applied.changes())
        .as("what was given back instead, as much as an honest agent can have to say")
        .hasSize(1 + 512)
        .filteredOn(one -> one.key().equals("vm.swappiness"))
        .hasSize(1);
    assertThat(applied.changes().getFirst().was())
        .hasSizeLessThan(2_000)
        .doesNotMatch("(?s).*\\p{Cntrl}.*");
    assertThat(applied.changes().getFirst().now()).hasSizeLessThan(2_000);
    assertThat(applied.remarks().warnings().size()).isBetween(1, 100);
  }

  @Test
  void keepsOfValuesOnlyWhatWasAskedFor() {
    List<Reading.Value> values =
        new java.util.ArrayList<>(many(i -> Reading.Value.of("k" + i, LONG.substring(0, 10))));
    values.add(Reading.Value.problem("vm.swappiness", ESCAPE + LONG, ESCAPE + LONG));

    Outcome.Read read =
        (Outcome.Read)
            outcome(
                aMyKind().reads(Api.SYSCTL, "vm.swappiness"), 200, new Reading("node1", values));

    Reading.Value only = read.values().getFirst();
    assertThat(read.values().size()).isEqualTo(1);
    assertThat(only.code()).hasSizeLessThan(2_000);
    assertThat(only.message()).hasSizeLessThan(2_000).doesNotContain("\u001b", "\u009b", "\n");
  }

  @Test
  void theNameOfANodeIsReadWithoutAKey() {
    assertThat(
            outcome(
                aMyKind().reads(Api.HOSTNAME),
                200,
                new Reading("node1", List.of(Reading.Value.of("hostname", "a")))))
        .isEqualTo(new Outcome.Read(List.of(Reading.Value.of("hostname", "a"))));
  }

  @Test
  void keepsFewProblems() {
    ProblemReport report =
        ProblemReport.of(422, "x", many(i -> new Problem("CODE" + ESCAPE, "f", "k", "m" + i)));

    Outcome.Refused refused = (Outcome.Refused) outcome(swap(), 422, report);

    assertThat(refused.problems().size()).isBetween(1, 50);
    assertThat(refused.problems().getFirst().code()).doesNotContain("\u001b", "\n");
    assertThat(
            ((Outcome.Refused)
                    outcome(
                        swap(),
                        422,
                        ProblemReport.of(422, "x", List.of(new Problem(LONG, LONG, "", "m")))))
                .problems()
                .getFirst())
        .satisfies(
            one -> {
              assertThat(one.code()).hasSizeLessThan(2_000);
              assertThat(one.field()).hasSizeLessThan(2_000);
            });
  }

  /** Each is an Event and a line of the log. */
  @Test
  void hearsFewTroublesAtATime() {
    AgentState state =
        new AgentState(
            "node1",
            "i",
            "b",
            "v",
            0,
            new AgentState.Trust("", "", ""),
            "",
            many(i -> new AgentState.Trouble("CODE" + i, LONG.substring(0, 20))),
            List.of());

    StateAnswer.Known known =
        (StateAnswer.Known) Answers.state(NODE, new Reply.Answer(200, Json.write(state)));

    assertThat(known.state().troubles().size()).isBetween(1, 20);
  }

  @Test
  void keepsOfDriftAsMuchAsThereCanBe() {
    Owner owner = new Owner("u", "default", "a", "2026-01-01T00:00:00Z");
    AgentState state =
        new AgentState(
            "node1",
            "i",
            "b",
            "v",
            0,
            new AgentState.Trust("", "", ""),
            "",
            List.of(),
            List.of(
                new AgentState.Held(
                    owner,
                    "/v1/sysctl",
                    1,
                    "d",
                    many(
                        i ->
                            new AgentState.Drift(
                                ESCAPE + i, 1, ESCAPE, true, false, ESCAPE + "x".repeat(2000))))));

    StateAnswer.Known known =
        (StateAnswer.Known) Answers.state(NODE, new Reply.Answer(200, Json.write(state)));

    List<AgentState.Drift> drifts = known.state().held().getFirst().drifts();
    assertThat(drifts).hasSize(256);
    assertThat(drifts.getFirst().key()).doesNotContain("\u001b", "\u009b", "\n");
    assertThat(drifts.getFirst().last()).doesNotContain("\u001b", "\u009b", "\n");
    assertThat(drifts.getFirst().message())
        .hasSizeLessThan(2_000)
        .doesNotContain("\u001b", "\u009b", "\n");
  }
}
