package io.keelson.wire;

import io.keelson.setting.Parameter;
import java.util.List;
import java.util.Objects;

/**
 * The body of a POST: make these parameters so on this node. They are everything that the owner
 * wants of this Api: what it holds there and no longer asks for is given back in the same call.
 *
 * @param node the node that is meant; an agent on any other refuses
 * @param owner the MyKind that wants it
 * @param epoch grows with every change of leader; an agent obeys none below the highest it has seen
 * @param generation the MyKind's metadata.generation
 * @param parameters at least one
 */
public record ApplyRequest(
    String node, Owner owner, long epoch, long generation, List<Parameter> parameters) {

  /**
   * The header that names one intended change, with every POST that is no dry run: a UUID, the same
   * when it is sent again because no answer came, and never for two changes.
   */
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  public ApplyRequest {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(owner, "owner");
    parameters = List.copyOf(Objects.requireNonNull(parameters, "parameters"));
  }
}
