package io.keelson.controller.plan;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.policy.PolicyText;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.testing.MyKinds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class NodePlanTest {

  private static Stream<Node> nodes() {
    return Stream.of(
        Given.master("master"),
        Given.node("node1", "rack", "r1"),
        Given.node("node2", "rack", "r1"));
  }

  private static Map<String, Intent> planOf(String node, Declaration... declarations) {
    return NodePlan.of(Given.world(nodes(), declarations), node).intents().stream()
        .collect(Collectors.toMap(one -> one.kind().uid(), Function.identity()));
  }

  private static MyKinds swap(String value) {
    return aMyKind().sysctl("vm.swappiness", value);
  }

  @Test
  void asksOnlyTargets() {
    Declaration one = Given.declared("a", 0, swap("1").onNodes("node1"));

    assertThat(planOf("node1", one).get("a")).isInstanceOf(Intent.Call.class);
    assertThat(planOf("node2", one)).isEmpty();
    assertThat(planOf("node9", one)).isEmpty();
  }

  /** S-34. */
  @Test
  void theOlderOwnsAKeyAndTheYoungerIsWithheldAsAWhole() {
    Declaration older = Given.declared("z", 1, swap("10"));
    Declaration younger = Given.declared("a", 2, swap("20").sysctl("vm.dirty_ratio", "5"));
    Declaration third = Given.declared("b", 3, aMyKind().sysctl("vm.dirty_ratio", "7"));

    Map<String, Intent> plan = planOf("node1", third, younger, older);

    assertThat(plan.get("z")).isInstanceOf(Intent.Call.class);
    assertThat(plan.get("a"))
        .isInstanceOfSatisfying(
            Intent.Conflict.class,
            conflict -> {
              assertThat(conflict.problem().code()).isEqualTo(ProblemCode.CONFLICT);
              assertThat(conflict.problem().key()).isEqualTo("vm.swappiness");
              assertThat(conflict.problem().message()).contains("default/z");
            });
    // What is withheld owns nothing.
    assertThat(plan.get("b")).isInstanceOf(Intent.Call.class);
  }

  @Test
  void ofOneAgeTheLowerUidOwns() {
    Map<String, Intent> plan =
        planOf("node1", Given.declared("b", 1, swap("1")), Given.declared("a", 1, swap("2")));

    assertThat(plan.get("a")).isInstanceOf(Intent.Call.class);
    assertThat(plan.get("b")).isInstanceOf(Intent.Conflict.class);
  }

  @Test
  void theSameValueIsShared() {
    Map<String, Intent> plan =
        planOf("node1", Given.declared("a", 1, swap("1")), Given.declared("b", 2, swap("1")));

    assertThat(plan.values()).hasOnlyElementsOfType(Intent.Call.class);
  }

  @Test
  void keysThatHaveOneValueAreOneKey() {
    Map<String, Intent> plan =
        planOf(
            "node1",
            Given.declared("a", 1, aMyKind().sysctl("vm.dirty_bytes", "1048576")),
            Given.declared("b", 2, aMyKind().sysctl("vm.dirty_ratio", "30")),
            Given.declared("c", 3, aMyKind().sysctl("net.ipv4.ip_forward", "1")),
            Given.declared("d", 4, aMyKind().sysctl("net.ipv4.conf.all.forwarding", "1")));

    assertThat(plan.get("a")).isInstanceOf(Intent.Call.class);
    assertThat(plan.get("b")).isInstanceOf(Intent.Conflict.class);
    assertThat(plan.get("c")).isInstanceOf(Intent.Call.class);
    assertThat(plan.get("d")).isInstanceOf(Intent.Call.class);
  }

  @Test
  void otherNodesAndReadsAndDryRunsOwnNothing() {
    Map<String, Intent> plan =
        planOf(
            "node1",
            Given.declared("a", 1, swap("1").onNodes("node2")),
            Given.declared("b", 2, swap("2").dryRun()),
            Given.declared("c", 3, aMyKind().reads(Api.SYSCTL, "vm.swappiness")),
            Given.declared("d", 4, swap("3")));

    assertThat(plan.keySet()).containsExactlyInAnyOrder("b", "c", "d");
    assertThat(plan.values()).hasOnlyElementsOfType(Intent.Call.class);
  }

  @Test
  void aPausedOneSendsNothingAndStillOwns() {
    Map<String, Intent> plan =
        planOf(
            "node1", Given.declared("a", 1, swap("1").paused()), Given.declared("b", 2, swap("2")));

    assertThat(plan.get("a")).isInstanceOf(Intent.Paused.class);
    assertThat(plan.get("b")).isInstanceOf(Intent.Conflict.class);
  }

  @Test
  void templatesDifferByNode() {
    Declaration names = Given.declared("a", 1, aMyKind().hostname("${node.name}"));

    assertThat(
            ((Intent.Call) planOf("node2", names).get("a"))
                .wanted()
                .parameters()
                .getFirst()
                .value())
        .isEqualTo("node2");
  }

  @Test
  void aMissingLabelConcernsOnlyItsNode() {
    Declaration racks =
        Given.declared("a", 1, aMyKind().file("/etc/app/rack", "${node.label['rack']}"));

    assertThat(planOf("node1", racks).get("a")).isInstanceOf(Intent.Call.class);
    assertThat(refusal(planOf("master", racks))).containsExactly(ProblemCode.TEMPLATE_INVALID);
  }

  /** H-10. */
  @Test
  void oneFixedNameForManyNodesGoesToNone() {
    Declaration fixed = Given.declared("a", 1, aMyKind().hostname("web"));

    for (String node : List.of("master", "node1", "node2")) {
      assertThat(refusal(planOf(node, fixed))).containsExactly(ProblemCode.HOSTNAME_CONFLICT);
    }
    Declaration forOne = Given.declared("a", 1, aMyKind().onNodes("node1").hostname("web"));
    assertThat(planOf("node1", forOne).get("a")).isInstanceOf(Intent.Call.class);
  }

  /** H-09. */
  @Test
  void theNameOfAnotherNodeOrOfAnotherMyKindIsTaken() {
    Declaration another = Given.declared("a", 1, aMyKind().onNodes("node1").hostname("node2"));
    assertThat(refusal(planOf("node1", another))).containsExactly(ProblemCode.HOSTNAME_CONFLICT);

    Declaration older = Given.declared("z", 1, aMyKind().onNodes("node1").hostname("web"));
    Declaration younger = Given.declared("a", 2, aMyKind().onNodes("node2").hostname("web"));
    assertThat(planOf("node1", older, younger).get("z")).isInstanceOf(Intent.Call.class);
    assertThat(refusal(planOf("node2", older, younger)))
        .containsExactly(ProblemCode.HOSTNAME_CONFLICT);
  }

  @Test
  void aBindingOfTheNamespaceHoldsOnNodesWithItsLabels() {
    PolicyCheck policy =
        policy(
            """
            {"sysctls": [{"name": "vm.*"}],
             "bindings": [{"namespaces": ["default"], "nodeLabels": {"rack": "r1"}, "sysctls": ["vm.swappiness"]}]}
            """);
    Declaration allowed = Given.declared("a", 1, swap("1"));
    Declaration other = Given.declared("b", 2, aMyKind().sysctl("vm.dirty_ratio", "5"));
    Declaration read = Given.declared("c", 3, aMyKind().reads(Api.SYSCTL, "vm.dirty_ratio"));
    World world = Given.world(policy, nodes(), allowed, other, read);

    assertThat(NodePlan.of(world, "node1").intents())
        .extracting(intent -> intent.getClass().getSimpleName())
        .containsExactly("Call", "Refused", "Call");
    assertThat(NodePlan.of(world, "master").intents())
        .extracting(intent -> intent.getClass().getSimpleName())
        .containsExactly("Refused", "Refused", "Call");
  }

  /** What is refused by the policy does not keep a key from a younger one. */
  @Test
  void whatThePolicyRefusesOwnsNothing() {
    World world =
        Given.world(
            (settings, namespace, node) ->
                settings.toString().contains("text=1]")
                    ? List.of(Problem.of("X", "", "no"))
                    : List.of(),
            nodes(),
            Given.declared("a", 1, swap("1")),
            Given.declared("b", 2, swap("2")));

    assertThat(NodePlan.of(world, "node1").intents())
        .extracting(intent -> intent.getClass().getSimpleName())
        .containsExactly("Refused", "Call");
  }

  /** C-02: nor a name, on whichever node. */
  @Test
  void whomThePolicyGivesNoNamesCannotKeepThemFromOthers() {
    World world =
        Given.world(
            (settings, namespace, node) ->
                node.name().equals("node2") ? List.of(Problem.of("X", "", "no")) : List.of(),
            nodes(),
            Given.declared("a", 1, aMyKind().hostname("web-1").onNodes("node2")),
            Given.declared("b", 2, aMyKind().hostname("web-1").onNodes("node1")));

    assertThat(NodePlan.of(world, "node2").intents())
        .singleElement()
        .isInstanceOf(Intent.Refused.class);
    assertThat(NodePlan.of(world, "node1").intents())
        .singleElement()
        .isInstanceOf(Intent.Call.class);
  }

  @Test
  void withoutAGoodPolicyNothingIsSent() {
    World world = Given.world(PolicyCheck.nothing(), nodes(), Given.declared("a", 1, swap("1")));

    assertThat(NodePlan.of(world, "node1").intents()).hasOnlyElementsOfType(Intent.Refused.class);
  }

  private static PolicyCheck policy(String text) {
    return switch (PolicyText.read(text.getBytes(StandardCharsets.UTF_8))) {
      case PolicyText.Outcome.Good good -> PolicyCheck.by(good.policy());
      case PolicyText.Outcome.Bad bad -> throw new AssertionError(bad.mistakes());
    };
  }

  private static List<String> refusal(Map<String, Intent> plan) {
    return ((Intent.Refused) plan.get("a")).problems().stream().map(p -> p.code()).toList();
  }

  private static Declaration preview(String name, int second, String of, MyKinds built) {
    return Declaration.of(Given.kind(name, second, built).previewing(of), Given.PORT);
  }

  @Test
  void aPreviewSpeaksForTheOneWhoseNextSpecItTries() {
    Declaration present = Given.declared("a", 1, swap("1"));
    Declaration younger = Given.declared("b", 2, aMyKind().sysctl("vm.dirty_ratio", "30"));
    Declaration next = preview("p", 9, "a", swap("2").sysctl("vm.dirty_ratio", "40").dryRun());

    Map<String, Intent> plan = planOf("node1", present, younger, next);

    // Neither what the present spec holds nor what a younger one holds is in its way.
    assertThat(plan.get("p"))
        .isInstanceOfSatisfying(
            Intent.Call.class,
            call -> {
              assertThat(call.kind().uid()).isEqualTo("p");
              assertThat(call.asker().uid()).isEqualTo("a");
            });
    assertThat(plan.get("a"))
        .isInstanceOfSatisfying(
            Intent.Call.class, call -> assertThat(call.asker().uid()).isEqualTo("a"));
    assertThat(plan.get("b")).isInstanceOf(Intent.Call.class);
  }

  @Test
  void aPreviewMeetsWhoIsOlderThanTheOneItSpeaksFor() {
    Map<String, Intent> plan =
        planOf(
            "node1",
            Given.declared("o", 1, swap("1")),
            Given.declared("a", 2, aMyKind().sysctl("vm.dirty_ratio", "30")),
            preview("p", 9, "a", swap("2").dryRun()));

    assertThat(plan.get("p"))
        .isInstanceOfSatisfying(
            Intent.Conflict.class,
            conflict -> assertThat(conflict.problem().message()).contains("default/o"));
  }

  @Test
  void onlyADryRunOfAMyKindThatIsThereSpeaksForAnother() {
    Declaration present = Given.declared("a", 1, swap("1"));

    assertThat(planOf("node1", present, preview("p", 9, "a", swap("2"))).get("p"))
        .isInstanceOf(Intent.Conflict.class);
    assertThat(planOf("node1", present, preview("p", 9, "gone", swap("2").dryRun())).get("p"))
        .isInstanceOf(Intent.Conflict.class);
    // Not for itself through another preview either.
    assertThat(
            planOf(
                    "node1",
                    present,
                    preview("q", 8, "p", swap("3").dryRun()),
                    preview("p", 9, "q", swap("2").dryRun()))
                .get("p"))
        .isInstanceOf(Intent.Conflict.class);
  }

  @Test
  void aPreviewOfAHostNameMayTakeWhatTheOtherHasNow() {
    Declaration present = Given.declared("a", 1, aMyKind().onNodes("node1").hostname("web"));
    Declaration moved = preview("p", 9, "a", aMyKind().onNodes("node2").hostname("web").dryRun());
    Declaration stranger =
        Given.declared("q", 9, aMyKind().onNodes("node2").hostname("web").dryRun());

    assertThat(planOf("node2", present, moved).get("p")).isInstanceOf(Intent.Call.class);
    assertThat(planOf("node2", present, stranger).get("q")).isInstanceOf(Intent.Refused.class);
    Declaration both = preview("p", 9, "a", aMyKind().hostname("web").dryRun());
    assertThat(planOf("node2", present, both).get("p")).isInstanceOf(Intent.Refused.class);
  }
}
