package io.keelson.agent.policy;

import static io.keelson.problem.ProblemCode.POLICY_INVALID;

import io.keelson.policy.LivePolicy;
import io.keelson.policy.LivePolicy.News;
import io.keelson.wire.AgentState.Trouble;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the policy every few seconds until it is closed, and tells what it finds. */
public final class PolicyWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

  private final ScheduledThreadPoolExecutor timer;

  private PolicyWatch(ScheduledThreadPoolExecutor timer) {
    this.timer = timer;
  }

  /** Looks once, and from then on again and again. */
  public static PolicyWatch start(LivePolicy policy, Duration pause) {
    look(policy);
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("policy").factory());
    timer.scheduleWithFixedDelay(
        () -> look(policy), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    return new PolicyWatch(timer);
  }

  /** A fault that nobody foresaw must not end the watch. */
  private static void look(LivePolicy policy) {
    try {
      policy.look().ifPresent(PolicyWatch::tell);
    } catch (RuntimeException e) {
      LOG.error("the policy was not looked at", e);
    }
  }

  private static void tell(News news) {
    switch (news) {
      case News.Taken taken -> LOG.info("policy: {}", String.join("; ", taken.policy().summary()));
      case News.Refused refused -> {
        LOG.error("the policy's file is not used, {}:", refused.holds());
        refused.faults().forEach(fault -> LOG.error("{}", fault));
      }
    }
  }

  /** What a person should mend; empty when the file is in use. */
  public static Optional<Trouble> trouble(LivePolicy policy) {
    return policy.trouble().map(words -> new Trouble(POLICY_INVALID, words));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
