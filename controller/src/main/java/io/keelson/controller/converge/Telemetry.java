package io.keelson.controller.converge;

import java.time.Duration;

/** Counts what the loop does. For any thread. */
public interface Telemetry {

  /** A call to an agent ended with this outcome. */
  void called(String outcome, Duration took);

  /** A status was written, or could not be. */
  void statusWritten(boolean stored);
}
