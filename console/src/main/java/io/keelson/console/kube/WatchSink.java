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

  /** Nothing of interest happened up to this version: a later watch may begin there. */
  default void passed(String resourceVersion) {}

  /**
   * The watch ended for good. Refused with code 410: there are gaps, the list has to be read again;
   * Unreachable: another watch may go on from the version that was seen last.
   */
  void ended(KubeAnswer why);
}
