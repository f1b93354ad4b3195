package io.keelson.controller.plan;

import io.keelson.api.MyKindSpec;
import io.keelson.wire.Decoded;
import io.keelson.wire.Owner;
import java.util.Comparator;
import java.util.Objects;

/**
 * A MyKind as the API server has it.
 *
 * @param spec decoded, or what this version does not understand in it
 */
public record MyKind(Owner owner, long generation, Decoded<MyKindSpec> spec) {

  /** Who comes first where two want the same: the older, then the lower uid. */
  public static final Comparator<MyKind> OLDEST_FIRST =
      Comparator.comparing(MyKind::owner, Owner.OLDEST_FIRST);

  public MyKind {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(spec, "spec");
  }

  public String uid() {
    return owner.uid();
  }

  /** Namespace and name, as a person writes it. */
  public String title() {
    return owner.namespace() + "/" + owner.name();
  }
}
