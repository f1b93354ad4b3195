package io.keelson.console.service;

import java.util.List;

/** The accounts of users in the cluster. Each call may be repeated. */
public interface AccountPort {

  /**
   * Makes the service account and what it may be exactly this.
   *
   * @param enabled false: it may nothing and no token of it works
   */
  void bring(String user, boolean enabled, List<Grant> grants) throws AccountException;

  /** Takes the account and all its rights away. */
  void remove(String user) throws AccountException;
}
