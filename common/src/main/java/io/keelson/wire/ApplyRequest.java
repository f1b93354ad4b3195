package io.keelson.wire;

import io.keelson.setting.Parameter;
import java.util.List;
import java.util.Objects;

/**
 * The body of a POST: make these parameters so on this node.
 *
 * @param node the node that is meant; an agent on any other refuses
 * @param owner the MyKind that wants it
 * @param generation the MyKind's metadata.generation
 * @param parameters at least one
 */
public record ApplyRequest(String node, Owner owner, long generation, List<Parameter> parameters) {

  public ApplyRequest {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(owner, "owner");
    parameters = List.copyOf(Objects.requireNonNull(parameters, "parameters"));
  }
}
