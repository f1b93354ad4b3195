package io.keelson.controller.plan;

import java.util.Objects;

/**
 * Which state of a MyKind an answer is about: what comes from elsewhere changes without a new
 * generation.
 *
 * @param sources names by a checksum what its sources held; empty when nothing comes from elsewhere
 */
public record Revision(long generation, String sources) {

  public Revision {
    Objects.requireNonNull(sources, "sources");
  }

  /** One in which nothing comes from elsewhere. */
  public Revision(long generation) {
    this(generation, "");
  }
}
