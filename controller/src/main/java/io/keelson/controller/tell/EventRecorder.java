package io.keelson.controller.tell;

import io.keelson.wire.Owner;

/** Tells people what happened to a MyKind. Best effort: returns at once and never throws. */
public interface EventRecorder {

  /**
   * Records an event.
   *
   * @param reason one CamelCase word
   * @param warning whether a person should look at it
   */
  void record(Owner owner, String reason, String note, boolean warning);
}
