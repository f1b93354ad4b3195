package io.keelson.controller.trust;

import java.time.Instant;

/** What is measured of authority and certificates. For any thread. */
public interface TrustTelemetry {

  /** Whether the Secret holds an authority that can be used, and when it ends. */
  void authority(boolean healthy, Instant notAfter);

  /** When our own certificate ends. */
  void certificate(Instant notAfter);

  /** Something new could not be used; what there was is kept. */
  void reloadFailed();
}
