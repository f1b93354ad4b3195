package io.keelson.controller.plan;

import java.time.Instant;
import java.util.Objects;

/**
 * The end of a MyKind.
 *
 * @param asked when its deletion was asked for
 * @param keep whether the nodes stay as they are
 */
public record Departure(Instant asked, boolean keep) {

  public Departure {
    Objects.requireNonNull(asked, "asked");
  }
}
