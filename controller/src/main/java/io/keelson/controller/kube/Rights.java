package io.keelson.controller.kube;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the API server does not let us do. Each loss and return is logged once. For any thread. */
final class Rights {

  static final int FORBIDDEN = 403;

  private static final Logger LOG = LoggerFactory.getLogger(Rights.class);

  private final Set<String> missing = new ConcurrentSkipListSet<>();

  /** The API server answered 403 to this. */
  void denied(String right) {
    if (missing.add(right)) {
      LOG.error("the API server does not let us {}: the controller's ClusterRole must", right);
    }
  }

  /** This works. */
  void granted(String right) {
    if (missing.remove(right)) {
      LOG.info("the API server lets us {} again", right);
    }
  }

  /** All that is missing, in words. */
  Optional<String> missing() {
    return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", missing));
  }
}
