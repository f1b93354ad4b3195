package io.keelson.controller.tell;

import io.keelson.controller.plan.Node;

/** Tells people that they should look at a node. Best effort: returns at once, never throws. */
@FunctionalInterface
public interface NodeEvents {

  /**
   * Records a warning.
   *
   * @param reason one CamelCase word
   */
  void warn(Node node, String reason, String note);
}
