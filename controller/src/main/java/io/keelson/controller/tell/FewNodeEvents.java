package io.keelson.controller.tell;

import io.keelson.controller.plan.Node;
import io.keelson.controller.queue.Timer;
import java.time.Duration;

/** Passes on a few warnings of each node, whatever its agent says. For any thread. */
public final class FewNodeEvents implements NodeEvents {

  /** An honest agent has some kinds of trouble, each once until it is over. */
  static final int MOST = 16;

  static final Duration WINDOW = Duration.ofMinutes(5);

  private final NodeEvents events;
  private final NodeQuota quota;

  public FewNodeEvents(NodeEvents events, Timer timer) {
    this.events = events;
    this.quota = new NodeQuota(MOST, WINDOW, timer);
  }

  @Override
  public void warn(Node node, String reason, String note) {
    if (quota.take(node.name())) {
      events.warn(node, reason, note);
    }
  }
}
