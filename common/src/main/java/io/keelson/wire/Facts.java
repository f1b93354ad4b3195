package io.keelson.wire;

import java.util.Objects;

/**
 * The answer to {@code GET /v1/facts}: what kind of machine the node is.
 *
 * @param os family and version, for people
 * @param kernel release, such as {@code 6.1.0-21-amd64}
 * @param architecture such as {@code amd64}
 * @param cpus logical processors
 * @param memoryBytes memory in all
 * @param bootTime seconds since 1970 at which the node booted
 */
public record Facts(
    String node,
    String os,
    String kernel,
    String architecture,
    int cpus,
    long memoryBytes,
    long bootTime) {

  public Facts {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(os, "os");
    Objects.requireNonNull(kernel, "kernel");
    Objects.requireNonNull(architecture, "architecture");
  }
}
