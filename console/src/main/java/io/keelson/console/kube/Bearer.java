package io.keelson.console.kube;

import java.time.Instant;

/**
 * A token of a service account; never kept outside memory, never sent to a browser.
 *
 * @param until when it ends
 */
public record Bearer(String token, Instant until) {

  @Override
  public String toString() {
    return "bearer until " + until;
  }
}
