package io.keelson.wire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/release}: the owner no longer wants anything on this node. What it
 * alone holds is given back; what others hold too stays as it is.
 *
 * @param node the node that is meant; an agent on any other refuses
 * @param owner the MyKind that held it; releasing one that holds nothing succeeds
 * @param epoch as in {@link ApplyRequest}
 * @param generation the newest metadata.generation that is known of the owner
 * @param api path of the Api of which it wants nothing any more; null for every Api
 * @param keep true: leave everything as it is, and only forget for whom it was
 */
public record ReleaseRequest(
    String node, Owner owner, long epoch, long generation, @Nullable String api, boolean keep) {

  public static final String PATH = "/v1/release";

  public ReleaseRequest {
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(owner, "owner");
  }
}
