package io.keelson.controller.plan;

import java.time.Instant;
import java.util.Objects;

/**
 * Keelson is being uninstalled: nodes are changed for no MyKind any more.
 *
 * @param revert whether they give back everything; false: they stay as they are
 * @param until when nodes that have not given back are waited for no more
 */
public record Retreat(boolean revert, Instant until) {

  public Retreat {
    Objects.requireNonNull(until, "until");
  }
}
