package io.keelson.controller.trust;

import io.keelson.controller.trust.AuthorityState.Made;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leads the authority through its life while we lead the cluster: renews it in time, follows the
 * source, and takes a replacement from phase to phase. For one thread.
 */
final class Succession {

  private static final int MOST_ASKED = 100;
  private static final int MOST_NAMED = 3;
  private static final Duration ASKING = Duration.ofSeconds(3);

  private final AgentsTrust agents;
  private final Duration settling;
  private final LongSupplier nanos;
  private @Nullable Made held;
  private long heldSince;
  private long askedAt;
  private String waitingFor = "";

  /**
   * A succession.
   *
   * @param settling how long everybody must be ready before the next phase begins
   * @param nanos a clock that never jumps
   */
  Succession(AgentsTrust agents, Duration settling, LongSupplier nanos) {
    this.agents = agents;
    this.settling = settling;
    this.nanos = nanos;
    this.askedAt = nanos.getAsLong() - ASKING.toNanos();
  }

  /** How many nodes the phase waits for, and the first of them; empty when for none. */
  String waitingFor() {
    return waitingFor;
  }

  /**
   * The state that is due now.
   *
   * @param source what the authority comes from; null when it is our own
   * @throws GeneralSecurityException when a certificate cannot be made
   */
  Optional<Made> due(
      Made state, boolean ours, @Nullable Authority source, Duration life, Instant now)
      throws GeneralSecurityException {
    Optional<Made> wanted =
        source == null ? Optional.empty() : Rotation.following(state, source, now);
    if (wanted.isPresent()) {
      return wanted;
    }
    if (state.phase() != Phase.STABLE) {
      return isReady(state) ? Optional.of(Rotation.advanced(state, now)) : Optional.empty();
    }
    waitingFor = "";
    return ours && Rotation.isDue(state.current(), now)
        ? Optional.of(Rotation.first(Issuer.renewed(state.current(), now, life), now))
        : Optional.empty();
  }

  private boolean isReady(Made state) {
    if (!agents.isKnown()) {
      held = null;
      return false;
    }
    List<String> missing = Rotation.waitingFor(state, agents.live());
    waitingFor = words(missing);
    if (!missing.isEmpty()) {
      held = null;
      ask(missing);
      return false;
    }
    if (!state.equals(held)) {
      held = state;
      heldSince = nanos.getAsLong();
    }
    return nanos.getAsLong() - heldSince >= settling.toNanos();
  }

  private void ask(List<String> missing) {
    if (nanos.getAsLong() - askedAt >= ASKING.toNanos()) {
      askedAt = nanos.getAsLong();
      agents.ask(missing.subList(0, Math.min(MOST_ASKED, missing.size())));
    }
  }

  private static String words(List<String> missing) {
    String names = String.join(", ", missing.subList(0, Math.min(MOST_NAMED, missing.size())));
    return missing.isEmpty()
        ? ""
        : missing.size() + ": " + names + (missing.size() > MOST_NAMED ? ", …" : "");
  }
}
