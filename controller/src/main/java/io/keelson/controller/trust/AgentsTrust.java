package io.keelson.controller.trust;

import io.keelson.wire.AgentState;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What the agents have said about whom they believe. For any thread. */
public interface AgentsTrust {

  /** False while it is not even known which nodes there are. */
  boolean isKnown();

  /**
   * What the agent of each live node has said last; empty while it has not been asked yet. A node
   * that is not Ready, or whose agent does not answer, is not in it.
   */
  Map<String, Optional<AgentState.Trust>> live();

  /** Asks these soon. */
  void ask(Collection<String> nodes);
}
