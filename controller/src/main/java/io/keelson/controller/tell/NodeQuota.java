package io.keelson.controller.tell;

import io.keelson.controller.queue.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much new one node may have people told of in some time: an agent that lies could else say
 * something else each time it is asked, and fill memory and the API server with it. For any thread.
 */
final class NodeQuota {

  private static final Logger LOG = LoggerFactory.getLogger(NodeQuota.class);

  private final int most;
  private final Duration window;
  private final Timer timer;
  private final Map<String, Integer> used = new HashMap<>();

  NodeQuota(int most, Duration window, Timer timer) {
    this.most = most;
    this.window = window;
    this.timer = timer;
  }

  /** False when it has told enough. */
  synchronized boolean take(String node) {
    int before = used.getOrDefault(node, 0);
    if (before == 0) {
      timer.after(window, () -> renew(node));
    }
    if (before == most) {
      LOG.warn("node {}: its agent tells of more than {} things, no more is told", node, most);
    }
    used.put(node, Math.min(before + 1, most + 1));
    return before < most;
  }

  private synchronized void renew(String node) {
    used.remove(node);
  }
}
