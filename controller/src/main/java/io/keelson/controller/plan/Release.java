package io.keelson.controller.plan;

import io.keelson.wire.Owner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node is to give back what it holds for a MyKind.
 *
 * @param generation the newest that is known of the owner
 * @param api path of the Api; null for every Api
 * @param keep whether everything stays as it is, only for nobody any more
 */
public record Release(Owner owner, long generation, @Nullable String api, boolean keep) {

  public Release {
    Objects.requireNonNull(owner, "owner");
  }

  /** True when this would end the holding. */
  public boolean ends(Holding holding) {
    return holding.owner().uid().equals(owner.uid()) && (api == null || api.equals(holding.api()));
  }
}
