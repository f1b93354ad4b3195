package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.record.Journal.Undo;
import java.util.List;

/** One change to the host. */
interface Step {

  /** The key or file that it changes, for people. */
  String what();

  /** The keys by which the node may be cut off, so that it has to be seen that it is not. */
  default List<String> mayCutOffBy() {
    return List.of();
  }

  /** How a later run of the agent takes it back, in the order in which it does them. */
  List<Undo> undos();

  void make() throws HostException;

  /** Takes back what {@link #make} did, also when it failed half-way. */
  void undo() throws HostException;

  /**
   * Called once when the change has happened.
   *
   * @return false when something is left that the next start has to take away
   */
  boolean keep();
}
