package io.keelson.controller.converge;

import io.keelson.api.MyKindStatus;
import io.keelson.controller.depart.OwnerLookup;
import io.keelson.controller.plan.Given;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** The loop with a time, agents and a mandate that a test moves, all on its own thread. */
abstract class OneThread {

  static final Duration POLL = Duration.ofSeconds(30);

  static final Duration UNDO_TIMEOUT = Duration.ofMinutes(10);

  final FakeTime time = new FakeTime();
  final SlowAgents agents = new SlowAgents();
  final FakeMandate mandate = new FakeMandate();
  final FakeFinalizers finalizers = new FakeFinalizers();
  final FakeDepartureLog departures = new FakeDepartureLog();
  OwnerLookup.Found found = OwnerLookup.Found.GONE;
  final List<String> alarms = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final List<MyKindStatus> statuses = new ArrayList<>();
  final Reconciler loop =
      new Reconciler(
          new Reconciler.Parts(
              agents,
              mandate,
              (owner, status) -> {
                statuses.add(status);
                return CompletableFuture.completedFuture(new StatusWriter.Written.Stored());
              },
              finalizers,
              departures,
              owner -> CompletableFuture.completedFuture(found),
              (owner, reason, note, warning) ->
                  events.add(owner.name() + " " + reason + " " + note),
              (node, reason, note) -> warnings.add(node.name() + " " + reason + " " + note),
              (reason, note) -> alarms.add(reason + " " + note),
              new Untold(),
              Runnable::run,
              time,
              Backoff.standard(RandomGenerator.getDefault()),
              time.clock(),
              time::nanos),
          Given.PORT,
          POLL,
          UNDO_TIMEOUT);
}
