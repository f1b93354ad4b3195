package io.keelson.controller.plan;

import io.keelson.api.MyKindSpec;
import io.keelson.wire.Decoded;
import io.keelson.wire.Owner;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A MyKind as the API server has it.
 *
 * @param spec decoded, or what this version does not understand in it
 * @param departure not null once it is being deleted
 */
public record MyKind(
    Owner owner, long generation, Decoded<MyKindSpec> spec, @Nullable Departure departure) {

  /** Who comes first where two want the same: the older, then the lower uid. */
  public static final Comparator<MyKind> OLDEST_FIRST =
      Comparator.comparing(MyKind::owner, Owner.OLDEST_FIRST);

  public MyKind {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(spec, "spec");
  }

  /** One that is to stay. */
  public MyKind(Owner owner, long generation, Decoded<MyKindSpec> spec) {
    this(owner, generation, spec, null);
  }

  /** True when the other is the same one, and asks for the same. */
  public boolean asksAs(MyKind other) {
    return uid().equals(other.uid())
        && generation == other.generation
        && Objects.equals(departure, other.departure);
  }

  public String uid() {
    return owner.uid();
  }

  /** Namespace and name, as a person writes it. */
  public String title() {
    return owner.namespace() + "/" + owner.name();
  }
}
