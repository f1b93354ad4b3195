package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindSpec;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import io.keelson.testing.MyKinds;
import io.keelson.wire.AgentState;
import io.keelson.wire.Decoded;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class LedgerTest {

  private static final String NODE = "node1";
  private static final Outcome APPLIED = new Outcome.Applied(List.of(), List.of());
  private static final Outcome REFUSED =
      new Outcome.Refused(List.of(Problem.of("SYSCTL_UNKNOWN", "", "x")));

  private final Ledger ledger = new Ledger();
  private Instant now = Instant.parse("2026-01-01T10:00:00Z");
  private final Intent.Call ten = call("10", 1);

  private static Intent.Call call(String value, long generation) {
    MyKinds built = aMyKind().sysctl("vm.swappiness", value);
    var declared = Given.declared("a", 0, built);
    Intent.Call call =
        (Intent.Call)
            NodePlan.of(Given.world(Stream.of(Given.node(NODE)), declared), NODE)
                .intents()
                .getFirst();
    MyKind kind = call.kind();
    return new Intent.Call(new MyKind(kind.owner(), generation, kind.spec()), call.wanted());
  }

  private static AgentState state(String instance, Intent.Call... held) {
    return state(instance, "", held);
  }

  private static AgentState state(String instance, String policy, Intent.Call... held) {
    return new AgentState(
        NODE,
        instance,
        "boot",
        "0.1.0",
        0,
        new AgentState.Trust("", "", ""),
        policy,
        List.of(),
        Stream.of(held)
            .map(
                one ->
                    new AgentState.Held(
                        one.kind().owner(),
                        "/v1/sysctl",
                        one.kind().generation(),
                        one.wanted().digest(),
                        List.of()))
            .toList());
  }

  private boolean meet(AgentState state) {
    return ledger.meet(NODE, state, now);
  }

  private void record(Intent.Call call, Outcome outcome) {
    ledger.record(NODE, call.kind(), call.wanted(), outcome);
  }

  @Test
  void whatWasRefusedIsAskedForAgainUnderAnotherPolicy() {
    meet(state("one", "before"));
    record(ten, new Outcome.Refused(List.of(Problem.of("SYSCTL_NOT_ALLOWED", "", "x"))));
    assertThat(meet(state("one", "before"))).isFalse();
    assertThat(ledger.isCurrent(NODE, ten)).isTrue();
    assertThat(meet(state("one", "after"))).isTrue();
    assertThat(ledger.isCurrent(NODE, ten)).isFalse();
  }

  /** P-10. */
  @Test
  void whatAnAgentHoldsNeedsNoCallAfterAStart() {
    assertThat(ledger.needsState(NODE)).isTrue();
    meet(state("i1", ten));

    assertThat(ledger.needsState(NODE)).isFalse();
    assertThat(ledger.isCurrent(NODE, ten)).isTrue();
    assertThat(ledger.isCurrent(NODE, call("20", 2))).isFalse();
  }

  @Test
  void aNewAgentThatHoldsNothingIsAskedAgain() {
    meet(state("i1"));
    record(ten, APPLIED);
    assertThat(ledger.isCurrent(NODE, ten)).isTrue();

    ledger.pollDue(NODE);
    meet(state("i2"));

    assertThat(ledger.isCurrent(NODE, ten)).isFalse();
  }

  @Test
  void whatTheSameAgentNoLongerHoldsIsAskedAgain() {
    meet(state("i1"));
    record(ten, APPLIED);

    meet(state("i1"));

    assertThat(ledger.isCurrent(NODE, ten)).isFalse();
  }

  @Test
  void aRefusalIsFinalUntilTheSpecOrTheAgentChanges() {
    meet(state("i1"));
    record(ten, REFUSED);
    meet(state("i1"));

    assertThat(ledger.isCurrent(NODE, ten)).isTrue();
    assertThat(ledger.isCurrent(NODE, call("10", 2))).isFalse();
    meet(state("i2"));
    assertThat(ledger.isCurrent(NODE, ten)).isFalse();
  }

  @Test
  @DisplayName("H-11: a kubelet may have got a name of its own")
  void aNameThatWasRefusedIsAskedForAgain() {
    ledger.meet(NODE, state("i1"), now);
    record(ten, new Outcome.Refused(List.of(Problem.of("HOSTNAME_NOT_ALLOWED", "", "kubelet"))));
    assertThat(ledger.isCurrent(NODE, ten)).isTrue();

    ledger.pollDue(NODE);
    assertThat(ledger.isCurrent(NODE, ten)).isFalse();
    assertThat(ledger.outcome(NODE, ten.kind())).as("still told").isPresent();

    record(ten, REFUSED);
    ledger.pollDue(NODE);
    assertThat(ledger.isCurrent(NODE, ten)).as("the spec is to blame").isTrue();
  }

  @Test
  void aFailureIsNeverCurrent() {
    record(ten, Outcome.Failed.of(Problem.of("HOST_ERROR", "", "x")));

    assertThat(ledger.isCurrent(NODE, ten)).isFalse();
  }

  @Test
  void aNewGenerationOfTheSameValuesIsConfirmedWithoutACall() {
    meet(state("i1"));
    record(ten, APPLIED);
    Intent.Call newer = call("10", 2);

    assertThat(ledger.isCurrent(NODE, newer)).isTrue();
    assertThat(ledger.outcome(NODE, newer.kind())).isEmpty();
    ledger.confirm(NODE, newer.kind());
    assertThat(ledger.outcome(NODE, newer.kind())).contains(APPLIED);
  }

  @Test
  void anAnswerAboutWhatASourceHeldBeforeIsNoneAboutWhatItHoldsNow() {
    meet(state("i1"));
    Intent.Call one = sourced(ten, "one");
    record(one, APPLIED);
    assertThat(ledger.outcome(NODE, one.kind())).contains(APPLIED);

    Intent.Call two = sourced(call("20", 1), "two");
    assertThat(ledger.outcome(NODE, two.kind())).isEmpty();
    record(two, APPLIED);
    assertThat(ledger.outcome(NODE, two.kind())).contains(APPLIED);
  }

  @Test
  void whatAnAgentHoldsOfASourceIsConfirmedAfterAStart() {
    Intent.Call one = sourced(ten, "one");
    meet(state("i1", one));
    assertThat(ledger.outcome(NODE, one.kind())).isEmpty();

    assertThat(ledger.isCurrent(NODE, one)).isTrue();
    ledger.confirm(NODE, one.kind());

    assertThat(ledger.outcome(NODE, one.kind())).isPresent();
  }

  private static Intent.Call sourced(Intent.Call call, String sources) {
    MyKind kind = call.kind();
    var spec = ((Decoded.Value<MyKindSpec>) kind.spec()).value();
    return new Intent.Call(kind.sourced(spec, List.of(), sources), call.wanted());
  }

  @Test
  void whatLeftThePlanMustBeSentAgainWhenItComesBack() {
    meet(state("i1", ten));
    ledger.keepOnly(NODE, Set.of());
    meet(state("i1", ten));

    assertThat(ledger.isCurrent(NODE, ten)).isFalse();
  }

  @Test
  void aPollThatFindsAllAsItWasIsNoNews() {
    assertThat(meet(state("i1", ten))).isTrue();
    assertThat(meet(state("i1", ten))).isFalse();
    ledger.offline(NODE, Instant.EPOCH, "no answer");
    assertThat(meet(state("i1", ten))).isTrue();
    assertThat(meet(state("i1"))).isTrue();
    assertThat(meet(state("i2"))).isTrue();
  }

  @Test
  void aTimeOfSilenceOfTheSameAgentForgetsNothing() {
    meet(state("i1"));
    record(ten, REFUSED);
    ledger.offline(NODE, Instant.EPOCH, "no answer");

    meet(state("i1"));

    assertThat(ledger.isCurrent(NODE, ten)).isTrue();
  }

  @Test
  void offlineCoversWhatWasDoneAndKeepsSinceWhen() {
    meet(state("i1"));
    record(ten, APPLIED);
    assertThat(ledger.offline(NODE, Instant.ofEpochSecond(5), "refused")).isTrue();
    assertThat(ledger.offline(NODE, Instant.ofEpochSecond(9), "refused")).isFalse();

    assertThat(ledger.outcome(NODE, ten.kind()))
        .contains(new Outcome.Offline(Instant.ofEpochSecond(5), "refused"));
    assertThat(ledger.needsState(NODE)).isTrue();
  }
}
