package io.keelson.wire;

import java.util.List;
import java.util.Objects;

/**
 * The answer to {@code GET /v1/state}: who this agent is and what it holds, for whom.
 *
 * @param instance random, new with each start of the agent's process
 * @param bootId the kernel's boot id, new with each boot of the node
 * @param version of the agent
 * @param held what was applied last for each owner, until the process ends
 */
public record AgentState(
    String node, String instance, String bootId, String version, List<Held> held) {

  public AgentState {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(bootId, "bootId");
    Objects.requireNonNull(version, "version");
    held = List.copyOf(Objects.requireNonNull(held, "held"));
  }

  /**
   * What was applied last for one owner.
   *
   * @param api path of the Api
   * @param digest {@link ParametersDigest} of the parameters
   */
  public record Held(Owner owner, String api, long generation, String digest) {

    public Held {
      Objects.requireNonNull(owner, "owner");
      Objects.requireNonNull(api, "api");
      Objects.requireNonNull(digest, "digest");
    }
  }
}
