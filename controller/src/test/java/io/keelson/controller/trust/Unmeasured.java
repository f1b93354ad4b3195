package io.keelson.controller.trust;

import java.time.Instant;

/** Nobody looks at what is measured. */
public record Unmeasured() implements TrustTelemetry {
  @Override
  public void authority(boolean healthy, Instant notAfter) {}

  @Override
  public void certificate(Instant notAfter) {}

  @Override
  public void reloadFailed() {}
}
