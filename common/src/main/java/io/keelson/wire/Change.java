package io.keelson.wire;

import java.util.Objects;

/**
 * What became, or in a dry run would become, of one key.
 *
 * @param was what it was before; for a file {@code sha256:<hex> 0644 0:0 120 bytes} or {@code
 *     absent}
 * @param now what it is afterwards, in the same form
 * @param changed whether anything was written
 */
public record Change(String key, String was, String now, boolean changed) {

  public Change {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(was, "was");
    Objects.requireNonNull(now, "now");
  }
}
