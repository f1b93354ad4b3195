package io.keelson.console.service;

/** Where the first administrator's one-time password lies for who may read it there. */
public interface FirstPasswordPlace {

  /** Puts it there, in place of any other. */
  void put(String password) throws AccountException;

  /** Whether one lies there. */
  boolean holds() throws AccountException;

  /** Takes it away; nothing to take is fine. */
  void remove() throws AccountException;
}
