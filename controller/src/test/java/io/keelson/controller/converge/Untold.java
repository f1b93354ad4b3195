package io.keelson.controller.converge;

import java.time.Duration;

/** Nobody looks at what is measured. */
record Untold() implements Telemetry {
  @Override
  public void called(String outcome, Duration took) {}

  @Override
  public void statusWritten(boolean stored) {}
}
