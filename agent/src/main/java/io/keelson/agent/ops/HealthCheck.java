package io.keelson.agent.ops;

import java.util.Optional;

/** One thing that must be so. It answers at once and waits for nothing. */
public interface HealthCheck {

  /** What is wrong, in one line; empty when all is well. */
  Optional<String> fault();
}
