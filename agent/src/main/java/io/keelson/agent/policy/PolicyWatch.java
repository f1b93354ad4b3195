package io.keelson.agent.policy;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the policy every few seconds, until it is closed. */
public final class PolicyWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

  private final ScheduledThreadPoolExecutor timer;

  private PolicyWatch(ScheduledThreadPoolExecutor timer) {
    this.timer = timer;
  }

  /** Looks once, and from then on again and again. */
  public static PolicyWatch start(LivePolicy policy, Duration pause) {
    policy.look();
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("policy").factory());
    timer.scheduleWithFixedDelay(
        () -> look(policy), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    return new PolicyWatch(timer);
  }

  /** A fault that nobody foresaw must not end the watch. */
  private static void look(LivePolicy policy) {
    try {
      policy.look();
    } catch (RuntimeException e) {
      LOG.error("the policy was not looked at", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
