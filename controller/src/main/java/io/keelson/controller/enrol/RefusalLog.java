package io.keelson.controller.enrol;

import io.keelson.problem.Problem;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says who was refused and why; of a flood only a part, and how much was left out. */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger(EnrolServer.class);
  private static final int EACH_SECOND = 5;
  private static final long SECOND = 1_000_000_000L;

  private final LongSupplier nanos;
  private long second;
  private int said;
  private long leftOut;

  RefusalLog(LongSupplier nanos) {
    this.nanos = nanos;
    this.second = nanos.getAsLong();
  }

  void refused(String from, Refusal refusal) {
    if (maySay()) {
      LOG.warn(
          "no certificate for {}: {} {} {}",
          Problem.printable(from),
          refusal.code(),
          Problem.printable(refusal.message()),
          Problem.printable(refusal.detail()));
    }
  }

  void fault(Throwable fault) {
    if (maySay()) {
      LOG.error("an enrolment failed", fault);
    }
  }

  private synchronized boolean maySay() {
    long now = nanos.getAsLong();
    if (now - second >= SECOND) {
      if (leftOut > 0) {
        LOG.warn("{} more refusals not said", leftOut);
      }
      second = now;
      said = 0;
      leftOut = 0;
    }
    if (said < EACH_SECOND) {
      said++;
      return true;
    }
    leftOut++;
    return false;
  }
}
