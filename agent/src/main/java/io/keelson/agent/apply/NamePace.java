package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.HOSTNAME_THROTTLED;

import io.keelson.agent.host.HostException;
import io.keelson.setting.Hostname;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two changes of the node's name apart. Certificates, leases and monitoring hang on the name,
 * so that one which changes every few seconds does harm, whatever it is each time. To take a change
 * back needs no leave, and a new process of the agent knows of no change. For the host thread.
 */
public final class NamePace {

  /** From one change to the next. */
  public static final Duration LEAST = Duration.ofSeconds(30);

  private final LongSupplier nanos;
  private @Nullable Long last;

  /**
   * @param nanos a clock that only goes on, such as {@link System#nanoTime}
   */
  public NamePace(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Fails when the last change was a short while ago. */
  void check() throws HostException {
    if (last != null && nanos.getAsLong() - last < LEAST.toNanos()) {
      throw new HostException(
          HOSTNAME_THROTTLED,
          Hostname.KEY,
          "hostname: this node's name was changed less than %d s ago: it is tried again"
              .formatted(LEAST.toSeconds()));
    }
  }

  void changed() {
    last = nanos.getAsLong();
  }
}
