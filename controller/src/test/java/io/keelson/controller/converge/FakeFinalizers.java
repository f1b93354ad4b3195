package io.keelson.controller.converge;

import io.keelson.controller.depart.Finalizers;
import io.keelson.wire.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Remembers what was put on and taken off; answers as it is told. */
final class FakeFinalizers implements Finalizers {

  final List<String> put = new ArrayList<>();
  final List<String> taken = new ArrayList<>();
  Put answer = new Put.Done();

  @Override
  public CompletionStage<Put> put(Owner owner) {
    put.add(owner.uid());
    return CompletableFuture.completedFuture(answer);
  }

  @Override
  public CompletionStage<Put> take(Owner owner) {
    taken.add(owner.uid());
    return CompletableFuture.completedFuture(answer);
  }
}
