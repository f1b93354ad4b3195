package io.keelson.controller.lead;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param lease without a change of the Lease for so long, it may be taken
 * @param renewal who has not renewed it for so long leads no more; shorter than {@code lease} by
 *     what clocks may run apart in that time, and by the time to stop
 * @param retry pause between two looks at it
 */
public record Timing(Duration lease, Duration renewal, Duration retry) {

  public static final Timing STANDARD =
      new Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  public Timing {
    if (renewal.compareTo(lease) >= 0 || retry.compareTo(renewal) >= 0) {
      throw new IllegalArgumentException("retry < renewal < lease is needed");
    }
  }
}
