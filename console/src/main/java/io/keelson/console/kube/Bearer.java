package io.keelson.console.kube;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A token of a service account; never kept outside memory, never sent to a browser.
 *
 * @param until when it ends
 */
public record Bearer(String token, Instant until) {

  /** RFC 6750, section 2.1. */
  private static final Pattern TOKEN = Pattern.compile("[-A-Za-z0-9._~+/]+=*");

  public Bearer {
    // The client's own complaint about a header would show the value.
    if (!TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException("a token has characters that no token has");
    }
  }

  @Override
  public String toString() {
    return "bearer until " + until;
  }
}
