package io.keelson.controller.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.queue.FakeTime;
import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.wire.AgentState;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** when the next phase begins, and for whom it waits. */
final class SuccessionTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private final FakeTime time = new FakeTime();
  private final Agents agents = new Agents();
  private final Succession succession = new Succession(agents, SETTLING, time::nanos);
  private final Authority old = Issuer.newAuthority(NOW, YEAR);
  private final Authority next = Issuer.newAuthority(NOW, YEAR);
  private final Made both = new Made(Phase.TRUST_BOTH, NOW, old, next);

  SuccessionTest() throws GeneralSecurityException {}

  private static final class Agents implements AgentsTrust {
    private final Map<String, Optional<AgentState.Trust>> live = new TreeMap<>();
    private final List<Collection<String>> asked = new ArrayList<>();
    private boolean known = true;

    void say(String node, Made believed) {
      live.put(
          node,
          Optional.of(
              new AgentState.Trust(
                  believed.bundle().digest(), believed.signer().fingerprint(), "")));
    }

    @Override
    public boolean isKnown() {
      return known;
    }

    @Override
    public Map<String, Optional<AgentState.Trust>> live() {
      return live;
    }

    @Override
    public void ask(Collection<String> nodes) {
      asked.add(List.copyOf(nodes));
    }
  }

  private Optional<Made> due(Made state) {
    return due(state, true, null, NOW);
  }

  private Optional<Made> due(Made state, boolean ours, @Nullable Authority source, Instant now) {
    try {
      return succession.due(state, ours, source, YEAR, now);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void settle() {
    time.pass(SETTLING);
  }

  @Test
  void waitsForEveryLiveAgent() {
    agents.say("node1", both);
    agents.say("node2", Rotation.first(old, NOW));
    agents.live.put("node3", Optional.empty());
    assertThat(due(both)).isEmpty();
    settle();
    assertThat(due(both)).isEmpty();
    assertThat(succession.waitingFor()).isEqualTo("2: node2, node3");

    agents.say("node2", both);
    agents.live.remove("node3");
    assertThat(due(both)).isEmpty();
    assertThat(succession.waitingFor()).isEmpty();
    settle();
    assertThat(due(both)).contains(Rotation.advanced(both, NOW));
  }

  @Test
  @DisplayName("one that falls behind meanwhile begins the time anew")
  void everybodyMustBeReadyAllTheTime() {
    agents.say("node1", both);
    assertThat(due(both)).isEmpty();
    time.pass(SETTLING.minusMillis(1));
    agents.say("node1", Rotation.first(old, NOW));
    assertThat(due(both)).isEmpty();
    agents.say("node1", both);
    settle();
    assertThat(due(both)).isEmpty();
    settle();
    assertThat(due(both)).isPresent();
  }

  @Test
  @DisplayName("each phase has its own time")
  void aPhaseThatHasJustBegunSettlesToo() {
    assertThat(due(both)).isEmpty();
    settle();
    Made issuing = due(both).orElseThrow();
    assertThat(due(issuing)).isEmpty();
    settle();
    assertThat(due(issuing)).map(Made::phase).contains(Phase.DROP_OLD);
  }

  @Test
  void doesNothingWhileTheNodesAreNotKnown() {
    agents.known = false;
    assertThat(due(both)).isEmpty();
    settle();
    assertThat(due(both)).isEmpty();
    agents.known = true;
    assertThat(due(both)).as("known since this moment").isEmpty();
  }

  @Test
  @DisplayName("who is behind is asked again each 3 s, a hundred at a time")
  void asksThoseItWaitsFor() {
    IntStream.range(0, 300)
        .forEach(i -> agents.live.put("node%03d".formatted(i), Optional.empty()));
    due(both);
    due(both);
    assertThat(agents.asked).hasSize(1);
    assertThat(agents.asked.getFirst()).hasSize(100);
    assertThat(succession.waitingFor()).isEqualTo("300: node000, node001, node002, …");
    time.pass(Duration.ofSeconds(3));
    due(both);
    assertThat(agents.asked).hasSize(2);
  }

  @Test
  @DisplayName("our own is renewed in time, one that comes from a source is not")
  void onlyOurOwnIsRenewedHere() {
    Made stable = Rotation.first(old, NOW);
    Instant late = NOW.plus(Duration.ofDays(300));

    assertThat(due(stable)).isEmpty();
    assertThat(due(stable, true, null, late))
        .hasValueSatisfying(
            made -> {
              assertThat(made.phase()).isEqualTo(Phase.STABLE);
              assertThat(made.current().sharesKeyWith(old)).isTrue();
              assertThat(made.current().notAfter()).isAfter(old.notAfter());
            });
    assertThat(due(stable, false, old, late)).isEmpty();
    assertThat(due(stable, false, null, late)).as("its source cannot be read").isEmpty();
  }

  @Test
  @DisplayName("a source that changes once more is followed when the replacement has ended")
  void aThirdAuthorityWaitsItsTurn() throws GeneralSecurityException {
    Authority third = Issuer.newAuthority(NOW, YEAR);
    agents.live.put("node1", Optional.empty());
    assertThat(due(both, false, third, NOW)).isEmpty();

    assertThat(due(Rotation.first(next, NOW), false, third, NOW))
        .contains(new Made(Phase.TRUST_BOTH, NOW, next, third));
  }
}
