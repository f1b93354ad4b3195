package io.keelson.agent.apply;

import io.keelson.agent.host.Uplink;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the node still reaches its API server, by connections made anew each time: one that is
 * open already may live on where no other comes through. It waits on the thread that changes the
 * host, since nothing may be changed while that is not known. For the host thread.
 */
public final class Lifeline {

  /**
   * How long it is tried before a change, after it, and once it was taken back. Together less than
   * the 30 s for which the controller waits, and than the 25 s in which an agent that is told to
   * stop ends what it does.
   */
  static final Duration BEFORE = Duration.ofSeconds(3);

  static final Duration AFTER = Duration.ofSeconds(10);
  static final Duration TAKEN_BACK = Duration.ofSeconds(6);

  /** Of several servers behind one address, the next try may reach another. */
  private static final Duration TRY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);

  private final Uplink uplink;
  private final LongSupplier nanos;
  private boolean told;

  /**
   * @param nanos a clock that only goes on, such as {@link System#nanoTime}
   */
  public Lifeline(Uplink uplink, LongSupplier nanos) {
    this.uplink = uplink;
    this.nanos = nanos;
  }

  /** Before a change. When it does not hold now, nothing can be learned from it afterwards. */
  boolean holds() {
    if (uplink == Uplink.NONE) {
      return false;
    }
    boolean holds = answersWithin(BEFORE);
    if (!holds && !told) {
      LOG.warn(
          "the API server ({}) cannot be reached from this node: until it can, network settings are"
              + " changed without looking whether they cut the node off",
          uplink.address());
    }
    told = !holds;
    return holds;
  }

  /** After a change, as long as that may take. */
  boolean stillHolds() {
    return answersWithin(AFTER);
  }

  /** After the change was taken back. */
  boolean holdsAgain() {
    return answersWithin(TAKEN_BACK);
  }

  String address() {
    return uplink.address();
  }

  private boolean answersWithin(Duration window) {
    long begun = nanos.getAsLong();
    while (!Thread.currentThread().isInterrupted()) {
      if (uplink.answers(TRY)) {
        return true;
      }
      if (nanos.getAsLong() - begun >= window.toNanos()) {
        return false;
      }
    }
    return false;
  }
}
