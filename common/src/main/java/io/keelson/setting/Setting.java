package io.keelson.setting;

/** One thing a node shall have, after every check that needs no host. */
public sealed interface Setting permits Sysctl, Hostname, FileSetting {

  /**
   * What it is called on the node and in reports: the sysctl's name, {@code hostname}, or the
   * file's path.
   */
  String key();
}
