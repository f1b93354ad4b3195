package io.keelson.agent.watch;

import io.keelson.wire.AgentState.Drift;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What happened to one key since its spec changed last, and what follows from that. Pure.
 *
 * @param spec who holds it, and by which generations of their MyKinds
 * @param repairs how often it was set right
 * @param recent when the last of them were, the latest last
 * @param failures repairs that came to nothing, one after the other
 * @param notBefore when the next is tried, if there are any
 * @param hint who else might own it; empty when nobody is known
 * @param trouble why it is not set right; empty when it is
 * @param last when it was found different last
 */
record History(
    String spec,
    Phase phase,
    long repairs,
    List<Long> recent,
    int failures,
    long notBefore,
    String hint,
    String trouble,
    Instant last) {

  static final int MOST_REPAIRS = 5;
  static final Duration WINDOW = Duration.ofMinutes(10);
  static final Duration FIRST_PAUSE = Duration.ofSeconds(3);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  enum Phase {
    /** Not yet looked at since the node was started. */
    AFTER_BOOT,
    WATCHED,
    /** The kernel did not have it when it was looked at last. */
    GONE,
    /** It is left as it is until its spec changes. */
    CONTESTED
  }

  History {
    recent = List.copyOf(recent);
  }

  static History of(String spec, boolean afterBoot) {
    return new History(
        spec,
        afterBoot ? Phase.AFTER_BOOT : Phase.WATCHED,
        0,
        List.of(),
        0,
        0,
        "",
        "",
        Instant.EPOCH);
  }

  Verdict judge(Sight sight, long now) {
    if (phase == Phase.CONTESTED) {
      return Verdict.LEAVE;
    }
    return switch (sight) {
      case Sight.Fine fine -> Verdict.FINE;
      case Sight.Unfit unfit -> Verdict.TELL;
      case Sight.Differs differs -> differs(now);
    };
  }

  private Verdict differs(long now) {
    if (failures > 0 && now - notBefore < 0) {
      return Verdict.LEAVE;
    }
    if (phase == Phase.AFTER_BOOT || phase == Phase.GONE) {
      return Verdict.RESTORE;
    }
    return lately(now).count() < MOST_REPAIRS ? Verdict.REPAIR : Verdict.CONTEST;
  }

  private Stream<Long> lately(long now) {
    return recent.stream().filter(at -> now - at < WINDOW.toNanos());
  }

  /** It was found, or made again, as it should be, and nobody is to blame. */
  History fine() {
    return new History(spec, Phase.WATCHED, repairs, recent, 0, 0, hint, "", last);
  }

  History repaired(Moment now, String who) {
    List<Long> times = Stream.concat(lately(now.nanos()), Stream.of(now.nanos())).toList();
    return new History(spec, Phase.WATCHED, repairs + 1, times, 0, 0, who, "", now.time());
  }

  /** It could not be set right: tried again after a pause that grows. */
  History failed(Moment now, String why) {
    long pause = FIRST_PAUSE.toNanos() << Math.min(failures, 10);
    long next = now.nanos() + Math.min(pause, LONGEST_PAUSE.toNanos());
    return new History(spec, phase, repairs, recent, failures + 1, next, hint, why, now.time());
  }

  /** Nothing can be set there as it is now. */
  History told(Moment now, Sight.Unfit sight) {
    Phase next = sight.gone() ? Phase.GONE : phase;
    return new History(spec, next, repairs, recent, 0, 0, hint, sight.why(), now.time());
  }

  History contested(Moment now) {
    String why =
        "others set it again and again; set right %d times within %d minutes, it is left now until the MyKind changes. %s"
            .formatted(
                MOST_REPAIRS,
                WINDOW.toMinutes(),
                hint.isEmpty()
                    ? "Look for who else sets it: a person, a timer, TuneD, NetworkManager"
                    : hint);
    return new History(spec, Phase.CONTESTED, repairs, recent, 0, 0, hint, why, now.time());
  }

  /** Setting it right cut the node off, and would again. */
  History cutOff(Moment now, String loss) {
    return new History(spec, Phase.CONTESTED, repairs, recent, 0, 0, hint, loss, now.time());
  }

  boolean isAfterBoot() {
    return phase == Phase.AFTER_BOOT;
  }

  boolean isContested() {
    return phase == Phase.CONTESTED;
  }

  /** As the controller is told; empty when there is nothing to tell. */
  Optional<Drift> drift(String key) {
    if (repairs == 0 && trouble.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Drift(
            key,
            repairs,
            last.truncatedTo(ChronoUnit.SECONDS).toString(),
            trouble.isEmpty(),
            isContested(),
            trouble.isEmpty() ? hint : trouble));
  }
}
