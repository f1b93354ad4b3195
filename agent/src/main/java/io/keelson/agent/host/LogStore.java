package io.keelson.agent.host;

/** Takes lines for good, as far as there is room for them. */
public interface LogStore {

  /** Makes sure that lines can be added. */
  void open() throws HostException;

  /**
   * Adds whole lines.
   *
   * @param lines each with its newline
   */
  void append(byte[] lines) throws HostException;
}
