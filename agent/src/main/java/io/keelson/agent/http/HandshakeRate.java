package io.keelson.agent.http;

import io.keelson.limit.Allowance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Decides who may begin a handshake, before anything is computed for it: one costs some
 * milliseconds of the node's CPU, and the client next to nothing.
 *
 * <p>Each address has an allowance, and all that are strangers have one together, of which half is
 * kept for addresses that have not come for a while: who comes often does not keep those out. An
 * address from which the controller has proved itself needs nothing from what strangers share. For
 * any thread.
 */
final class HandshakeRate {

  private static final int MOST_OF_A_STRANGER = 32;
  private static final Duration NEXT_OF_A_STRANGER = Duration.ofSeconds(5);

  private static final int MOST_OF_ALL_STRANGERS = 64;
  private static final int KEPT_FOR_RARE_ONES = MOST_OF_ALL_STRANGERS / 2;
  private static final Duration RARE = Duration.ofSeconds(5);
  private static final Duration NEXT_OF_ALL_STRANGERS = Duration.ofMillis(50);

  /** Pods of the controller's node may share its address, so that this has a bound too. */
  private static final int MOST_OF_THE_CONTROLLER = 128;

  private static final Duration NEXT_OF_THE_CONTROLLER = Duration.ofMillis(20);

  /** Some hundred bytes each. */
  private static final int STRANGERS_REMEMBERED = 4096;

  /** One leads; more are its predecessors'. */
  private static final int CONTROLLERS_REMEMBERED = 4;

  private static final class Stranger {
    private final Allowance allowance;
    private long lastCame;

    Stranger(long now) {
      this.allowance = new Allowance(MOST_OF_A_STRANGER, NEXT_OF_A_STRANGER, now);
      this.lastCame = now - RARE.toNanos();
    }

    /** True when it had not come for a while, whether it was let in then or not. */
    boolean comesRarely(long now) {
      boolean rarely = now - lastCame >= RARE.toNanos();
      lastCame = now;
      return rarely;
    }
  }

  private final LongSupplier nanos;
  private final Map<Object, Stranger> strangers = newest(STRANGERS_REMEMBERED);
  private final Map<Object, Allowance> controllers = newest(CONTROLLERS_REMEMBERED);
  private final Allowance together;

  HandshakeRate(LongSupplier nanos) {
    this.nanos = nanos;
    this.together = new Allowance(MOST_OF_ALL_STRANGERS, NEXT_OF_ALL_STRANGERS, nanos.getAsLong());
  }

  private static <T> Map<Object, T> newest(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Object, T> eldest) {
        return size() > most;
      }
    };
  }

  /** True when a connection from there may begin its handshake now, which is counted then. */
  synchronized boolean admits(Object address) {
    long now = nanos.getAsLong();
    Allowance known = controllers.get(address);
    if (known != null) {
      return known.take(now).isZero();
    }
    Stranger stranger = strangers.computeIfAbsent(address, any -> new Stranger(now));
    int kept = stranger.comesRarely(now) ? 0 : KEPT_FOR_RARE_ONES;
    if (together.left(now) < kept + 1 || !stranger.allowance.take(now).isZero()) {
      return false;
    }
    return together.take(now).isZero();
  }

  /** The controller has just proved itself from there. */
  synchronized void controllerIsAt(Object address) {
    strangers.remove(address);
    Allowance known = controllers.remove(address);
    controllers.put(
        address,
        known == null
            ? new Allowance(MOST_OF_THE_CONTROLLER, NEXT_OF_THE_CONTROLLER, nanos.getAsLong())
            : known);
  }
}
