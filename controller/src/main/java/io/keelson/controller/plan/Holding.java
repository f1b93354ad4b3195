package io.keelson.controller.plan;

import io.keelson.wire.Owner;
import java.util.Objects;

/**
 * What a node may hold for a MyKind: its agent said so, or it was sent.
 *
 * @param api path of the Api
 * @param generation the owner's, when it was applied
 */
public record Holding(Owner owner, String api, long generation) {

  public Holding {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(api, "api");
  }
}
