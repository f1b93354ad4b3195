package io.keelson.controller.lead;

/** What a contender is to do now. */
public sealed interface Step {

  /** Nothing until the next look. */
  record Wait() implements Step {}

  /** Write oneself into the Lease that was seen: to take it or to renew it. */
  record Write(LeaseRecord seen, long epoch) implements Step {}

  /** Stop at once: one leads no more. */
  record Lost(String why) implements Step {}
}
