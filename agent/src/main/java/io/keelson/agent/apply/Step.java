package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;

/** One change to the host. */
interface Step {

  /** The key or file that it changes, for people. */
  String what();

  void make() throws HostException;

  /** Takes back what {@link #make} did, also when it failed half-way. */
  void undo() throws HostException;

  /** Called once when every step is made. */
  void keep();
}
