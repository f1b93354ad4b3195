package io.keelson.agent.host;

/** A change that was made and that waits for its end: exactly one of the two. */
public interface Made {

  /** Takes it back. */
  void undo() throws HostException;

  /**
   * Lets it stand, and throws away what undo would have needed.
   *
   * @return false when some of that is still there, for the next start to take away
   */
  boolean keep();
}
