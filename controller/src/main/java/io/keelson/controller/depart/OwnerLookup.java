package io.keelson.controller.depart;

import io.keelson.wire.Owner;
import java.util.concurrent.CompletionStage;

/** Asks the API server itself, and no cache, for an owner. Stages never fail. For any thread. */
@FunctionalInterface
public interface OwnerLookup {

  CompletionStage<Found> find(Owner owner);

  /** What it says. */
  enum Found {
    /** There is no MyKind of this name, or it is another one. */
    GONE,
    THERE,
    /** It cannot be told: nothing may follow from that. */
    UNKNOWN
  }
}
