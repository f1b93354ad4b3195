package io.keelson.controller.converge;

import io.keelson.controller.lead.Mandate;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Leads as long as it is told, and goes above any epoch below a million. */
final class FakeMandate implements Mandate {

  private long epoch = 1;
  private boolean leads = true;

  void leads(boolean now) {
    leads = now;
  }

  @Override
  public OptionalLong epoch() {
    return leads ? OptionalLong.of(epoch) : OptionalLong.empty();
  }

  @Override
  public CompletionStage<Standing> outrank(long obeyed) {
    if (!leads) {
      return CompletableFuture.completedFuture(Standing.UNKNOWN);
    }
    if (obeyed > 1_000_000) {
      return CompletableFuture.completedFuture(Standing.INCREDIBLE);
    }
    epoch = Math.max(epoch, obeyed + 1);
    return CompletableFuture.completedFuture(Standing.ABOVE);
  }
}
