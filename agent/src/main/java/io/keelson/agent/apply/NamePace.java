package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.HOSTNAME_THROTTLED;

import io.keelson.agent.host.HostException;
import io.keelson.setting.Hostname;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two changes of the node's name apart. Certificates, leases and monitoring hang on the name,
 * so that one which changes every few seconds does harm, whatever it is each time. To take a change
 * back needs no leave, nor does a repair, and a new process of the agent knows of no change. For
 * the host thread.
 */
public final class NamePace {

  /** From one change to the next. */
  public static final Duration LEAST = Duration.ofSeconds(30);

  private final LongSupplier nanos;
  private final InstantSource clock;
  private @Nullable Change last;

  /**
   * @param over a second that begins when the next change may come, for people
   */
  private record Change(long nanos, Instant over) {}

  /**
   * @param nanos a clock that only goes on, such as {@link System#nanoTime}: it decides
   * @param clock what people go by: it may jump, and is only told
   */
  public NamePace(LongSupplier nanos, InstantSource clock) {
    this.nanos = nanos;
    this.clock = clock;
  }

  /** Fails when the last change was a short while ago. */
  void check() throws HostException {
    if (last != null && nanos.getAsLong() - last.nanos < LEAST.toNanos()) {
      throw new HostException(
          HOSTNAME_THROTTLED,
          Hostname.KEY,
          "hostname: this node's name was changed less than %d s ago: not before %s. It is tried again by itself"
              .formatted(LEAST.toSeconds(), last.over));
    }
  }

  void changed() {
    last =
        new Change(
            nanos.getAsLong(),
            clock.instant().plus(LEAST).plusMillis(999).truncatedTo(ChronoUnit.SECONDS));
  }
}
