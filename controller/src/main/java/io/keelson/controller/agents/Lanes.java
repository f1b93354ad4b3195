package io.keelson.controller.agents;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who did not answer last time waits in a lane of its own: hundreds of black holes, each good for
 * seconds, must not stand in the way of those that answer in a millisecond. For any thread.
 */
final class Lanes {

  private static final int SHARE_OF_SILENT = 4;

  /** Far above any cluster; what is forgotten is only a place in line. */
  private static final int MOST_SILENT = 20_000;

  private final Permits lively;
  private final Permits slow;
  private final Set<String> silent = ConcurrentHashMap.newKeySet();

  /** At most so many lively calls at once, and a quarter of it more to the silent ones. */
  Lanes(int most) {
    this.lively = new Permits(most);
    this.slow = new Permits(Math.max(1, most / SHARE_OF_SILENT));
  }

  Permits of(String node) {
    return silent.contains(node) ? slow : lively;
  }

  /** Remembers how a call to the node ended. */
  void ended(String node, Reply reply) {
    switch (reply) {
      case Reply.Silence silence -> {
        if (silent.size() >= MOST_SILENT) {
          silent.clear();
        }
        silent.add(node);
      }
      case Reply.Answer answer -> silent.remove(node);
      case Reply.Unusable unusable -> silent.remove(node);
    }
  }
}
