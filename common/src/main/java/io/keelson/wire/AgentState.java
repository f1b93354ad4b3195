package io.keelson.wire;

import java.util.List;
import java.util.Objects;

/**
 * The answer to {@code GET /v1/state}: who this agent is and what it holds, for whom.
 *
 * @param instance random, new with each start of the agent's process
 * @param bootId the kernel's boot id, new with each boot of the node
 * @param version of the agent
 * @param epoch the highest that it has obeyed; 0 for none
 * @param trust what it proves itself with, and whom it believes
 * @param policy names the policy that holds there; empty for none
 * @param troubles what a person should mend, while the agent goes on as well as it can
 * @param held what was applied last for each owner; it survives restarts
 */
public record AgentState(
    String node,
    String instance,
    String bootId,
    String version,
    long epoch,
    Trust trust,
    String policy,
    List<Trouble> troubles,
    List<Held> held) {

  public AgentState {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(bootId, "bootId");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(trust, "trust");
    Objects.requireNonNull(policy, "policy");
    troubles = List.copyOf(Objects.requireNonNull(troubles, "troubles"));
    held = List.copyOf(Objects.requireNonNull(held, "held"));
  }

  /** The same with other troubles and holdings. */
  public AgentState with(List<Trouble> otherTroubles, List<Held> otherHeld) {
    return new AgentState(
        node, instance, bootId, version, epoch, trust, policy, otherTroubles, otherHeld);
  }

  /**
   * The agent's certificate and the authorities it believes.
   *
   * @param bundle digest of the trust bundle
   * @param issuer hex SHA-256 of the authority's certificate that signed the agent's
   * @param notAfter when the agent's certificate ends (ISO-8601)
   */
  public record Trust(String bundle, String issuer, String notAfter) {

    public Trust {
      Objects.requireNonNull(bundle, "bundle");
      Objects.requireNonNull(issuer, "issuer");
      Objects.requireNonNull(notAfter, "notAfter");
    }
  }

  /** Something that a person should mend, such as a policy file that cannot be used. */
  public record Trouble(String code, String message) {

    public Trouble {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * What was applied last for one owner.
   *
   * @param api path of the Api
   * @param digest {@link ParametersDigest} of the parameters; empty when not all of that is so any
   *     more, because an older owner wanted it otherwise or a change could not be taken back
   * @param drifts keys that somebody else changed since
   */
  public record Held(Owner owner, String api, long generation, String digest, List<Drift> drifts) {

    public Held {
      Objects.requireNonNull(owner, "owner");
      Objects.requireNonNull(api, "api");
      Objects.requireNonNull(digest, "digest");
      drifts = List.copyOf(Objects.requireNonNull(drifts, "drifts"));
    }
  }

  /**
   * A key that was found other than Keelson had set it.
   *
   * @param repairs how often it was set right since the owner's spec changed last
   * @param last when it was seen last (ISO-8601)
   * @param repaired false while it is other than it should be
   * @param contested true: it is left as others want it until the spec changes, since they insist
   *     or since setting it right cut the node off
   * @param message why it is not set right; else who else might own it, empty when nobody is known
   */
  public record Drift(
      String key, long repairs, String last, boolean repaired, boolean contested, String message) {

    public Drift {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(last, "last");
      Objects.requireNonNull(message, "message");
    }
  }
}
