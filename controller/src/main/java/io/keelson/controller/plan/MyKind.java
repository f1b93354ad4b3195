package io.keelson.controller.plan;

import io.keelson.api.MyKindSpec;
import io.keelson.problem.Problem;
import io.keelson.wire.Decoded;
import io.keelson.wire.Owner;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A MyKind as the API server has it.
 *
 * @param spec decoded, or what this version does not understand in it; values that come from
 *     elsewhere are filled in
 * @param departure not null once it is being deleted
 * @param unsourced why values that come from elsewhere are not filled in
 * @param sources names by a checksum what was filled in; empty when nothing was
 * @param previewOf name of the MyKind of the same namespace whose next spec it tries; empty when it
 *     speaks for itself
 */
public record MyKind(
    Owner owner,
    long generation,
    Decoded<MyKindSpec> spec,
    @Nullable Departure departure,
    List<Problem> unsourced,
    String sources,
    String previewOf) {

  /** Who comes first where two want the same: the older, then the lower uid. */
  public static final Comparator<MyKind> OLDEST_FIRST =
      Comparator.comparing(MyKind::owner, Owner.OLDEST_FIRST);

  public MyKind {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(sources, "sources");
    Objects.requireNonNull(previewOf, "previewOf");
    unsourced = List.copyOf(unsourced);
  }

  /** One that asks for what stands in it. */
  public MyKind(
      Owner owner, long generation, Decoded<MyKindSpec> spec, @Nullable Departure departure) {
    this(owner, generation, spec, departure, List.of(), "", "");
  }

  /** One that is to stay. */
  public MyKind(Owner owner, long generation, Decoded<MyKindSpec> spec) {
    this(owner, generation, spec, null);
  }

  /** The same with the values that come from elsewhere, or why they are not there. */
  public MyKind sourced(MyKindSpec filled, List<Problem> unfilled, String named) {
    return new MyKind(
        owner, generation, new Decoded.Value<>(filled), departure, unfilled, named, previewOf);
  }

  /** The same, as a trial of another's next spec. */
  public MyKind previewing(String name) {
    return new MyKind(owner, generation, spec, departure, unsourced, sources, name);
  }

  public Revision revision() {
    return new Revision(generation, sources);
  }

  /** True when the other is the same one, and asks for the same. */
  public boolean asksAs(MyKind other) {
    return uid().equals(other.uid())
        && generation == other.generation
        && Objects.equals(departure, other.departure)
        // What comes from elsewhere changes without a new generation.
        && spec.equals(other.spec)
        && previewOf.equals(other.previewOf)
        && unsourced.equals(other.unsourced);
  }

  public String uid() {
    return owner.uid();
  }

  /** Namespace and name, as a person writes it. */
  public String title() {
    return owner.namespace() + "/" + owner.name();
  }
}
