package io.keelson.controller.trust;

import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.wire.AgentState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one state of the authority follows from another. Pure. */
public final class Rotation {

  /** What comes of a wish. */
  public sealed interface Change {

    /** It is to be so from now on. */
    record To(Made state) implements Change {}

    /** It cannot be, and why. */
    record Refused(String why) implements Change {}
  }

  private Rotation() {}

  /** The first authority, or one that nothing leads to. */
  public static Made first(Authority authority, Instant now) {
    return new Made(Phase.STABLE, now, authority, null);
  }

  /** Another certificate for the same key. Whoever believes the old one believes the new one. */
  public static Change renewed(Made state, Authority renewed, Instant now) {
    if (!state.current().sharesKeyWith(renewed)) {
      return new Change.Refused("a renewal has the same key; this is another");
    }
    if (state.phase() != Phase.STABLE) {
      return new Change.Refused(underWay(state));
    }
    return new Change.To(first(renewed, now));
  }

  /** The beginning of a replacement. */
  public static Change begun(Made state, Authority next, Instant now) {
    if (state.phase() != Phase.STABLE) {
      return new Change.Refused(underWay(state));
    }
    if (state.current().sharesKeyWith(next)) {
      return new Change.Refused("a replacement has another key; this is the same");
    }
    return new Change.To(new Made(Phase.TRUST_BOTH, now, state.current(), next));
  }

  private static String underWay(Made state) {
    return "a replacement is under way since %s (phase %s): `ca status` says how far it is"
        .formatted(state.since(), state.phase().word());
  }

  /** The phase after this one, when everybody is ready for it. */
  static Made advanced(Made state, Instant now) {
    Authority next = state.next();
    return switch (state.phase()) {
      case STABLE -> state;
      case TRUST_BOTH -> new Made(Phase.ISSUE_NEW, now, state.current(), next);
      case ISSUE_NEW -> new Made(Phase.DROP_OLD, now, state.current(), next);
      case DROP_OLD -> first(Objects.requireNonNull(next), now);
    };
  }

  /**
   * The nodes that the phase waits for, sorted: who does not believe exactly what is published, or
   * while the new one is issued has no certificate of it, or has not said.
   */
  static List<String> waitingFor(Made state, Map<String, Optional<AgentState.Trust>> live) {
    String bundle = state.bundle().digest();
    String issuer = state.signer().fingerprint();
    boolean proves = state.phase() == Phase.ISSUE_NEW;
    return live.entrySet().stream()
        .filter(
            one ->
                one.getValue()
                    .filter(said -> said.bundle().equals(bundle))
                    .filter(said -> !proves || said.issuer().equals(issuer))
                    .isEmpty())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** True when two thirds of the life that it had at its beginning are over. */
  static boolean isDue(Authority authority, Instant now) {
    Instant made = authority.certificate().getNotBefore().toInstant().plus(Issuer.BACKDATED);
    Duration life = Duration.between(made, authority.notAfter());
    return !now.isBefore(made.plus(life.multipliedBy(2).dividedBy(3)));
  }

  /**
   * What follows from what the source holds; empty when we have it, or must end something first.
   */
  static Optional<Made> following(Made state, Authority source, Instant now) {
    @Nullable Authority next = state.next();
    if (next != null) {
      return next.sharesKeyWith(source) && !next.isSameAs(source)
          ? Optional.of(new Made(state.phase(), state.since(), state.current(), source))
          : Optional.empty();
    }
    if (state.current().isSameAs(source)) {
      return Optional.empty();
    }
    Change change =
        state.current().sharesKeyWith(source)
            ? renewed(state, source, now)
            : begun(state, source, now);
    return change instanceof Change.To to ? Optional.of(to.state()) : Optional.empty();
  }
}
