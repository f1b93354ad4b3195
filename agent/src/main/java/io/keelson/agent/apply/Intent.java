package io.keelson.agent.apply;

import io.keelson.agent.record.Fence.Mark;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Owner;
import io.keelson.wire.ReleaseRequest;

/** For whom a call is made, and whether it is only to tell what would come of it. */
public record Intent(Owner owner, long epoch, long generation, boolean dryRun) {

  public static Intent of(ApplyRequest request, boolean dryRun) {
    return new Intent(request.owner(), request.epoch(), request.generation(), dryRun);
  }

  public static Intent of(ReleaseRequest request, boolean dryRun) {
    return new Intent(request.owner(), request.epoch(), request.generation(), dryRun);
  }

  Mark mark() {
    return new Mark(owner.uid(), epoch, generation);
  }
}
