package io.keelson.controller;

import io.keelson.controller.kube.Kube;
import io.keelson.controller.lead.Mandate;
import io.keelson.controller.ops.Metrics;
import io.keelson.trust.ReloadableTls;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A whole leader that asks nobody whether it leads. */
final class ForcedLeader implements AutoCloseable {

  private final ScheduledExecutorService work = Executors.newScheduledThreadPool(2);
  private final Kube kube;
  private final Leadership leadership;

  ForcedLeader(ControllerConfig config, Kube kube, ReloadableTls tls, long epoch) {
    this.kube = kube;
    this.leadership =
        new Leadership(
            config,
            kube,
            tls,
            new Stubborn(epoch),
            new Metrics(),
            work,
            (delay, task) -> {
              var unused = work.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            },
            Clock.systemUTC());
    leadership.start(lost -> {});
  }

  private record Stubborn(long number) implements Mandate {

    @Override
    public OptionalLong epoch() {
      return OptionalLong.of(number);
    }

    @Override
    public CompletionStage<Standing> outrank(long obeyed) {
      return CompletableFuture.completedFuture(Standing.ABOVE);
    }
  }

  @Override
  public void close() {
    work.shutdownNow();
    leadership.close();
    kube.close();
  }
}
