package io.keelson.testing.kube;

/**
 * How a command ended.
 *
 * @param exitCode 0: success
 */
public record CommandResult(int exitCode, String stdout, String stderr) {

  public boolean succeeded() {
    return exitCode == 0;
  }

  /** Standard output of a command that had to succeed. */
  public String orThrow() {
    if (!succeeded()) {
      throw new IllegalStateException(
          "exit code " + exitCode + ": " + stderr.strip() + stdout.strip());
    }
    return stdout;
  }
}
