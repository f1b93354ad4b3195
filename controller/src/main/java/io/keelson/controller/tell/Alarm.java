package io.keelson.controller.tell;

/** Tells people that they must decide something. Best effort: returns at once, never throws. */
@FunctionalInterface
public interface Alarm {

  /**
   * Raises it.
   *
   * @param reason one CamelCase word
   */
  void raise(String reason, String note);
}
