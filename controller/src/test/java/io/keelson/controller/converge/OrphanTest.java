package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.depart.Noted;
import io.keelson.controller.depart.OwnerLookup.Found;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.plan.Retreat;
import io.keelson.testing.MyKinds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What nodes hold for owners that nobody knows, and the end of Keelson itself. */
final class OrphanTest extends OneThread {

  private static final MyKinds TEN = aMyKind().sysctl("vm.swappiness", "10");

  private static Node node(String name) {
    return new Node(name, "uid-" + name, "10.0.0.1", Map.of(), true, false);
  }

  private static Intent.Call call(String owner) {
    return (Intent.Call)
        NodePlan.of(
                Given.world(Stream.of(Given.node("node1")), Given.declared(owner, 0, TEN)), "node1")
            .intents()
            .getFirst();
  }

  private static Intent.Call[] calls(int owners) {
    return IntStream.range(0, owners).mapToObj(i -> call("gone" + i)).toArray(Intent.Call[]::new);
  }

  private void start(Intent.Call... held) {
    holds(held);
    loop.nodeSeen(node("node1"));
    loop.synced();
  }

  private void holds(Intent.Call... held) {
    agents.prompt.put("node1", held);
  }

  /** One is asked for after the other. */
  private void revertAll(int times) {
    for (int i = 0; i < times; i++) {
      agents.released.getLast().reverted();
    }
  }

  private List<String> released() {
    return agents.released.stream().map(one -> one.release().owner().uid()).toList();
  }

  @Test
  @DisplayName("P-20: its end was missed: what nodes hold is given back")
  void whatIsGoneIsGivenBack() {
    start(call("gone"));
    assertThat(agents.released).as("not before it is looked for").isEmpty();
    time.pass(Duration.ofSeconds(2));

    assertThat(released()).containsExactly("gone");
    assertThat(agents.released.getFirst().release().keep()).isFalse();
    agents.released.getFirst().reverted();
    time.pass(Duration.ofSeconds(2));
    assertThat(events).singleElement().asString().startsWith("gone OrphanReverted node1: given");
  }

  @Test
  @DisplayName("never on a cache's word")
  void whatTheApiServerStillHasIsLeft() {
    found = Found.THERE;
    start(call("gone"));
    for (Found answer : List.of(Found.THERE, Found.UNKNOWN)) {
      found = answer;
      time.pass(POLL.multipliedBy(2));
      assertThat(agents.released).isEmpty();
    }
    found = Found.GONE;
    time.pass(POLL.plusSeconds(2));
    assertThat(released()).as("looked for again").containsExactly("gone");
  }

  @Test
  void asLongAsANodeHasNotBeenHeardNothingIsKnown() {
    loop.nodeSeen(node("node2"));
    start(call("gone"));
    time.pass(Duration.ofSeconds(20));
    assertThat(agents.released).isEmpty();

    agents.asked.stream()
        .filter(one -> !one.answer().isDone())
        .toList()
        .forEach(SlowAgents.Asked::isSilent);
    time.pass(Duration.ofSeconds(2));
    assertThat(released()).containsExactly("gone");
  }

  @Test
  @DisplayName("many at once: nothing is given back, and a person is asked")
  void whenManyVanishAtOnceNothingIsGivenBack() {
    start(calls(3));
    time.pass(Duration.ofSeconds(5));

    assertThat(agents.released).isEmpty();
    assertThat(loop.ownersHeldBack()).isEqualTo(3);
    assertThat(alarms).singleElement().asString().startsWith("OwnersVanished 3 MyKinds");

    departures.noted = new Noted(Map.of(), 3, null);
    time.pass(POLL.multipliedBy(2));
    holds();
    revertAll(3);
    assertThat(released()).containsExactlyInAnyOrder("gone0", "gone1", "gone2");
    assertThat(loop.ownersHeldBack()).isZero();
  }

  @Test
  @DisplayName("many one after the other are many at once")
  void whatVanishesInSmallPortionsIsCountedTogether() {
    start(calls(2));
    time.pass(Duration.ofSeconds(2));
    holds();
    revertAll(2);
    assertThat(agents.released).hasSize(2);

    holds(call("another"));
    time.pass(POLL.plusSeconds(2));
    assertThat(agents.released).hasSize(2);
    assertThat(alarms).hasSize(1);
  }

  @Test
  @DisplayName("those whose end was noted are believed, and left as they are with Keep")
  void whatWasNotedIsDoneAsItWasAsked() {
    departures.noted =
        new Noted(Map.of("gone0", true, "gone1", false, "gone2", true, "gone3", false), 0, null);
    start(calls(4));
    time.pass(Duration.ofSeconds(2));
    revertAll(4);

    assertThat(agents.released)
        .hasSize(4)
        .allSatisfy(
            one ->
                assertThat(one.release().keep())
                    .isEqualTo(departures.noted.kept().get(one.release().owner().uid())));
    assertThat(alarms).isEmpty();
  }

  @Test
  @DisplayName("X-11: a node that comes back later gives back what was noted")
  void theEndIsNotedWhenANodeIsAway() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    start();
    agents.sent.getLast().applied();
    loop.nodeSeen(new Node("node1", "uid-node1", "10.0.0.1", Map.of(), false, false));
    MyKind kind = Given.kind("a", 0, TEN);
    Departure departure = new Departure(time.clock().instant(), true);
    loop.kindSeen(new MyKind(kind.owner(), 2, kind.spec(), departure), null, true);
    time.pass(UNDO_TIMEOUT.plusSeconds(1));
    assertThat(finalizers.taken).containsExactly("a");
    assertThat(departures.noted.kept()).isEqualTo(Map.of("a", true));
    loop.kindGone("a");

    holds(call("a"));
    loop.nodeSeen(node("node1"));
    time.pass(Duration.ofSeconds(2));
    assertThat(agents.released).singleElement().matches(one -> one.release().keep());
  }

  @Test
  void anOwnerThatIsSeenAfterAllIsLeft() {
    found = Found.GONE;
    start(call("a"));
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    time.pass(Duration.ofSeconds(5));

    assertThat(agents.released).isEmpty();
  }

  @Test
  void nothingIsPlannedBeforeItIsReadHowOthersEnded() {
    departures.readable = false;
    start();
    time.pass(Duration.ofSeconds(5));
    assertThat(agents.asked).isEmpty();

    departures.readable = true;
    time.pass(Duration.ofSeconds(2));
    assertThat(agents.asked).hasSize(1);
  }

  @Test
  @DisplayName("P-18: uninstalled with the nodes kept: nothing is sent, no finalizer put on")
  void whileItIsUninstalledNothingIsSent() {
    departures.noted =
        new Noted(Map.of(), 0, new Retreat(false, time.clock().instant().plusSeconds(60)));
    loop.kindSeen(Given.kind("a", 0, TEN), null, false);
    start(call("a"), call("other"));
    loop.kindSeen(Given.kind("b", 1, aMyKind().sysctl("vm.dirty_ratio", "5")), null, false);
    time.pass(Duration.ofSeconds(20));

    assertThat(agents.sent).isEmpty();
    assertThat(finalizers.put).isEmpty();
    assertThat(departures.acknowledged).as("at each look").hasSizeGreaterThan(1);
  }

  @Test
  @DisplayName("P-18: uninstalled with the nodes reverted: everything is given back")
  void whileItIsUninstalledEverythingIsGivenBack() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    loop.kindSeen(Given.kind("b", 1, aMyKind().sysctl("vm.dirty_ratio", "5").port(1)), null, true);
    start(call("a"), call("b"));
    assertThat(agents.released).isEmpty();

    departures.noted =
        new Noted(Map.of(), 0, new Retreat(true, time.clock().instant().plusSeconds(60)));
    time.pass(Duration.ofSeconds(6));
    holds();
    revertAll(2);
    time.pass(Duration.ofSeconds(1));
    assertThat(released()).containsExactlyInAnyOrder("a", "b");
    assertThat(finalizers.taken).containsExactlyInAnyOrder("a", "b");
    assertThat(departures.acknowledged).isNotEmpty();

    departures.noted = Noted.NOTHING;
    loop.kindSeen(Given.kind("a", 0, TEN), null, false);
    time.pass(POLL.plusSeconds(5));
    assertThat(agents.sent).as("broken off: work goes on").hasSize(1);
    assertThat(finalizers.put).containsExactly("a");
  }

  @Test
  void aNodeThatIsAwayDoesNotHoldUpAnUninstallation() {
    loop.kindSeen(Given.kind("a", 0, TEN), null, true);
    start(call("a"));
    loop.nodeSeen(new Node("node1", "uid-node1", "10.0.0.1", Map.of(), false, false));
    departures.noted =
        new Noted(Map.of(), 0, new Retreat(true, time.clock().instant().plusSeconds(60)));
    time.pass(Duration.ofSeconds(50));
    assertThat(finalizers.taken).isEmpty();
    time.pass(Duration.ofSeconds(20));
    assertThat(finalizers.taken).containsExactly("a");
  }
}
