package io.keelson.agent.host;

/** Takes back what a change had done when the rest of it failed. */
@FunctionalInterface
interface PutBack {

  void run() throws ErrnoException, HostException;

  /**
   * Runs it.
   *
   * @param why the change failed
   * @param what it is about, for people
   * @throws NotPutBackException when that fails too
   */
  static void after(Exception why, String what, PutBack back) throws NotPutBackException {
    try {
      back.run();
    } catch (ErrnoException | HostException e) {
      throw new NotPutBackException(what, why, e);
    }
  }
}
