package io.keelson.controller.converge;

import io.keelson.controller.depart.DepartureLog;
import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.controller.depart.Noted;
import io.keelson.controller.plan.Departure;
import io.keelson.wire.Owner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps in memory what is noted. */
final class FakeDepartureLog implements DepartureLog {

  final List<String> acknowledged = new ArrayList<>();
  Noted noted = Noted.NOTHING;
  boolean readable = true;

  @Override
  public CompletionStage<Optional<Noted>> read() {
    return CompletableFuture.completedFuture(readable ? Optional.of(noted) : Optional.empty());
  }

  @Override
  public CompletionStage<Put> note(Owner owner, Departure departure) {
    Map<String, Boolean> kept = new HashMap<>(noted.kept());
    kept.put(owner.uid(), departure.keep());
    noted = new Noted(kept, noted.accepted(), noted.retreat());
    return CompletableFuture.completedFuture(new Put.Done());
  }

  @Override
  public CompletionStage<Put> acknowledge() {
    acknowledged.add(String.valueOf(noted.retreat()));
    return CompletableFuture.completedFuture(new Put.Done());
  }
}
