package io.keelson.agent.host;

/** Keeps the highest epoch that was obeyed over restarts. */
public interface EpochStore {

  /**
   * What was kept.
   *
   * @param epoch 0 when none was
   * @param damaged true when something was there that could not be understood; it has been put
   *     aside, and the epoch is 0
   */
  record Kept(long epoch, boolean damaged) {}

  Kept read() throws HostException;

  /** Keeps an epoch; when this returns, it is there after a power cut too. */
  void write(long epoch) throws HostException;
}
