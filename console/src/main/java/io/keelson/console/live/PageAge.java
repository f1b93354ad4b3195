package io.keelson.console.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How old the page is that listens.
 *
 * @param madeAt when it was made
 * @param version resourceVersion of the one list that it was made of; absent when there were
 *     several or none
 */
public record PageAge(Instant madeAt, @Nullable String version) {

  /** One that reads again as soon as it is heard. */
  public static final PageAge UNKNOWN = new PageAge(Instant.EPOCH, null);
}
