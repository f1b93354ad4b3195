package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.UNDO_FAILED;

/**
 * A change failed half-way, and what it had done could not be put back at once: what is there is
 * neither as it was nor as it was to be.
 */
public final class NotPutBackException extends HostException {

  private static final long serialVersionUID = 1;

  /**
   * @param why the change failed
   * @param again why it could not be put back
   */
  public NotPutBackException(String what, Exception why, Exception again) {
    super(
        UNDO_FAILED,
        what,
        "%s: the change failed (%s), and could not be taken back: %s"
            .formatted(what, why.getMessage(), again.getMessage()));
    addSuppressed(why);
    addSuppressed(again);
  }
}
