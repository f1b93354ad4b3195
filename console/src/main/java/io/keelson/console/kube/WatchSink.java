package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes what a watch sees; called by one thread at a time. */
public interface WatchSink {

  /**
   * An object came, changed or went.
   *
   * @param type ADDED, MODIFIED or DELETED
   */
  void saw(String type, JsonNode object);

  /** The watch has gaps or ended for good: read the list again and start another, or give up. */
  void ended(KubeAnswer why);
}
