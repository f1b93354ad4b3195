package io.keelson.controller.depart;

import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.controller.plan.Departure;
import io.keelson.wire.Owner;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where it is noted how MyKinds ended. Stages never fail. For any thread. */
public interface DepartureLog {

  /** All of it; empty when it cannot be read now. */
  CompletionStage<Optional<Noted>> read();

  /** Notes the end of a MyKind of which some node may still hold something. */
  CompletionStage<Put> note(Owner owner, Departure departure);

  /** Says that the uninstallation is heeded. */
  CompletionStage<Put> acknowledge();
}
