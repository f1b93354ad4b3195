package io.keelson.controller.plan;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.Api;
import io.keelson.testing.MyKinds;
import io.keelson.wire.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node is to give back of that which it holds. */
final class ReleasesTest {

  private static final Instant ASKED = Instant.parse("2026-01-01T00:10:00Z");
  private static final String SYSCTL = Api.SYSCTL.path();

  private static Holding held(String uid, String api) {
    return new Holding(Given.kind(uid, 0, aMyKind()).owner(), api, 1);
  }

  private static List<Release> releases(List<Holding> held, Gone gone, Declaration... declared) {
    return plan(held, gone, declared).releases();
  }

  private static NodePlan plan(List<Holding> held, Gone gone, Declaration... declared) {
    World world =
        Given.world(Stream.of(Given.node("node1", "zone", "a"), Given.node("node2")), declared);
    return NodePlan.of(world, "node1", held, gone);
  }

  private static Declaration leaving(String name, boolean keep, MyKinds built) {
    MyKind kind = Given.kind(name, 0, built);
    return Declaration.of(
        new MyKind(kind.owner(), 2, kind.spec(), new Departure(ASKED, keep)), Given.PORT);
  }

  static Stream<Arguments> specs() {
    return Stream.of(
        Arguments.of("wanted as before", ten(), false),
        Arguments.of("the node is no longer named", ten().onNodes("node2"), true),
        Arguments.of("the node has no longer the label", ten().whereLabel("zone", "b"), true),
        Arguments.of("only for masters", ten().onlyMasters(), true),
        Arguments.of("another Api", aMyKind().file("/etc/keelson.d/x", "1"), true),
        Arguments.of("reads only", aMyKind().reads(Api.SYSCTL, "vm.swappiness"), true),
        Arguments.of(
            "reads only, and DryRun", aMyKind().reads(Api.SYSCTL, "vm.swappiness").dryRun(), false),
        Arguments.of("DryRun changes nothing", ten().dryRun(), false),
        Arguments.of("DryRun, and not for the node", ten().dryRun().onNodes("node2"), false),
        Arguments.of("Paused sends nothing", ten().paused().onNodes("node2"), false),
        Arguments.of("Keep is about deletion only", ten().kept().onNodes("node2"), true),
        Arguments.of("a mistake: value", aMyKind().sysctl("vm.swappiness", "x"), false),
        Arguments.of("a mistake: port", ten().port(1).onNodes("node2"), false),
        Arguments.of("a mistake: Api", aMyKind().api("/v1/none").parameter("a", "1"), false),
        Arguments.of(
            "another Api with a mistake", aMyKind().file("/etc/x", "${node.label['b']}"), false));
  }

  private static MyKinds ten() {
    return aMyKind().sysctl("vm.swappiness", "10");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("specs")
  void whatTheSpecNoLongerWants(String what, MyKinds built, boolean released) {
    List<Release> releases =
        releases(List.of(held("a", SYSCTL)), Gone.NOBODY, Given.declared("a", 0, built));

    assertThat(releases).hasSize(released ? 1 : 0);
    assertThat(releases)
        .allMatch(one -> !one.keep() && SYSCTL.equals(one.api()) && one.generation() == 1);
  }

  @Test
  void anotherApiInConflictTakesNothingBack() {
    Declaration older = Given.declared("b", 0, aMyKind().file("/etc/keelson.d/x", "2"));
    Declaration younger = Given.declared("c", 1, aMyKind().file("/etc/keelson.d/x", "1"));

    assertThat(releases(List.of(held("c", SYSCTL)), Gone.NOBODY, older, younger)).isEmpty();
  }

  @Test
  void oneThatIsDeletedGivesBackEverythingAtOnceWhateverItsSpec() {
    List<Holding> both = List.of(held("a", SYSCTL), held("a", "/v1/file"));
    for (MyKinds spec : List.of(ten(), ten().paused(), ten().dryRun(), ten().port(1))) {
      assertThat(releases(both, Gone.NOBODY, leaving("a", false, spec)))
          .singleElement()
          .isEqualTo(new Release(both.getFirst().owner(), 2, null, false));
    }
    assertThat(releases(both, Gone.NOBODY, leaving("a", true, ten().kept())))
        .singleElement()
        .matches(Release::keep);
    assertThat(releases(List.of(), Gone.NOBODY, leaving("a", false, ten()))).isEmpty();
  }

  @Test
  void oneThatIsDeletedAsksForNothingAndOwnsNothing() {
    Declaration younger = Given.declared("b", 1, aMyKind().sysctl("vm.swappiness", "20"));
    NodePlan plan =
        plan(List.of(held("a", SYSCTL)), Gone.NOBODY, leaving("a", false, ten()), younger);

    assertThat(plan.intents()).singleElement().isInstanceOf(Intent.Call.class);
    assertThat(plan.releases()).hasSize(1);
  }

  @Test
  @DisplayName("P-20: what nobody knows is not given back before it is known to be gone")
  void strangersAreReleasedWhenTheApiServerSaysThatTheyAreGone() {
    Holding unknown = held("old", SYSCTL);
    Owner owner = unknown.owner();

    assertThat(releases(List.of(unknown), Gone.NOBODY)).isEmpty();
    assertThat(plan(List.of(unknown), Gone.NOBODY).strangers()).containsExactly(owner);
    assertThat(releases(List.of(unknown), new Gone(Set.of("old"), Set.of())))
        .containsExactly(new Release(owner, 1, SYSCTL, false));
    assertThat(releases(List.of(unknown), new Gone(Set.of(), Set.of("old"))))
        .containsExactly(new Release(owner, 1, SYSCTL, true));
  }

  private static List<Release> whileRetreating(boolean revert, Declaration... declared) {
    World world =
        new World(
            Stream.of(declared).collect(Collectors.toMap(one -> one.kind().uid(), one -> one)),
            Map.of("node1", Given.node("node1")),
            PolicyCheck.LEFT_TO_AGENTS,
            new Retreat(revert, ASKED));
    List<Holding> all = List.of(held("a", SYSCTL), held("b", SYSCTL), held("old", SYSCTL));
    NodePlan plan = NodePlan.of(world, "node1", all, new Gone(Set.of("old"), Set.of()));
    assertThat(plan.intents()).hasOnlyElementsOfType(Intent.Paused.class);
    return plan.releases();
  }

  @Test
  @DisplayName("P-18: uninstalled: nothing but deletions, or everything that a MyKind has set")
  void whileKeelsonIsUninstalled() {
    Declaration elsewhere = Given.declared("b", 1, ten().onNodes("node2"));
    assertThat(whileRetreating(false, Given.declared("a", 0, ten()), elsewhere)).isEmpty();
    assertThat(whileRetreating(false, leaving("a", false, ten()), elsewhere)).hasSize(1);
    assertThat(whileRetreating(true, Given.declared("a", 0, ten().kept().paused()), elsewhere))
        .hasSize(2)
        .noneMatch(Release::keep)
        .allMatch(one -> one.api() == null);
    assertThat(whileRetreating(true, leaving("a", true, ten()), elsewhere))
        .extracting(Release::keep)
        .containsExactly(true, false);
  }

  @Test
  @DisplayName("C-11: made anew under its name, it is another one")
  void theSameNameIsNotTheSameOwner() {
    NodePlan plan =
        plan(List.of(held("old", SYSCTL)), Gone.NOBODY, Given.declared("new", 0, ten()));

    assertThat(plan.strangers()).hasSize(1);
    assertThat(plan.intents()).hasSize(1);
  }
}
