package io.keelson.agent.host;

import io.keelson.problem.Problem;

/**
 * The host did not do what was asked, or is not as it must be. Nothing was changed by that call,
 * unless it is a {@link NotPutBackException}.
 */
public class HostException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public HostException(String code, String key, String message) {
    super(message);
    this.problem = new Problem(code, "", key, message);
  }

  public Problem problem() {
    return problem;
  }
}
