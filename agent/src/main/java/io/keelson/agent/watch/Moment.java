package io.keelson.agent.watch;

import java.time.Instant;

/**
 * Now.
 *
 * @param nanos of the clock that nobody sets: what durations are measured by
 * @param time for people
 */
record Moment(long nanos, Instant time) {}
