package io.keelson.policy;

import io.keelson.problem.Problem;

/**
 * Something wrong in the text of a policy.
 *
 * @param line from 1
 * @param column from 1
 * @param message what is wrong and what would be right
 */
public record Mistake(int line, int column, String message) {

  public Mistake {
    message = Problem.printableMessage(message);
  }

  @Override
  public String toString() {
    return line + ":" + column + ": " + message;
  }
}
