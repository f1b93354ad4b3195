package io.keelson.controller.converge;

import static io.keelson.testing.MyKinds.aMyKind;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.agents.AgentClient;
import io.keelson.controller.agents.Order;
import io.keelson.controller.agents.StateAnswer;
import io.keelson.controller.depart.OwnerLookup;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Release;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.status.Outcome;
import io.keelson.testing.MyKinds;
import io.keelson.wire.AgentState;
import io.keelson.wire.Change;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What the loop itself costs at 5,000 nodes and 20 MyKinds: agents answer at once and inside the
 * process, statuses go nowhere. Not a test; {@code ScaleBench [nodes] [MyKinds] [with a host name:
 * true]} prints one line for each phase.
 */
final class ScaleBench {

  private static final int FLAPS = 500;

  private final int nodes;
  private final int kinds;
  private final boolean hostname;
  private final ExecutorService work = Executors.newFixedThreadPool(2);
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, MyKindStatus> statuses = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();
  private final Map<String, Boolean> silent = new ConcurrentHashMap<>();
  private final Reconciler loop;

  private ScaleBench(int nodes, int kinds, boolean hostname) {
    this.nodes = nodes;
    this.kinds = kinds;
    this.hostname = hostname;
    this.loop =
        new Reconciler(
            new Reconciler.Parts(
                new Agents(),
                new FakeMandate(),
                (owner, status) -> {
                  statuses.put(owner.uid(), status);
                  writes.incrementAndGet();
                  return CompletableFuture.completedFuture(new StatusWriter.Written.Stored());
                },
                new FakeFinalizers(),
                new FakeDepartureLog(),
                owner -> CompletableFuture.completedFuture(OwnerLookup.Found.UNKNOWN),
                (owner, reason, note, warning) -> {},
                (node, reason, note) -> {},
                (reason, note) -> {},
                new Untold(),
                work,
                (delay, task) ->
                    timers.schedule(
                        () -> work.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS),
                Backoff.standard(RandomGenerator.getDefault()),
                Clock.systemUTC(),
                System::nanoTime),
            Given.PORT,
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));
  }

  private final class Agents implements AgentClient {
    private final Map<String, Map<String, AgentState.Held>> held = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Outcome> send(Node node, Intent.Call call, Order order) {
      calls.incrementAndGet();
      held.computeIfAbsent(node.name(), unused -> new ConcurrentHashMap<>())
          .put(
              call.kind().uid(),
              new AgentState.Held(
                  call.kind().owner(),
                  call.wanted().api().path(),
                  call.kind().generation(),
                  call.wanted().digest(),
                  List.of()));
      List<Change> changes =
          call.wanted().parameters().stream()
              .map(one -> new Change(one.key(), "0", String.valueOf(one.value()), true))
              .toList();
      return CompletableFuture.completedFuture(new Outcome.Applied(changes, List.of()));
    }

    @Override
    public CompletionStage<Outcome> release(Node node, Release release, Order order) {
      held.getOrDefault(node.name(), Map.of()).remove(release.owner().uid());
      return CompletableFuture.completedFuture(new Outcome.Reverted(List.of(), List.of()));
    }

    @Override
    public CompletionStage<StateAnswer> state(Node node) {
      return CompletableFuture.completedFuture(
          silent.containsKey(node.name())
              ? new StateAnswer.Silent("no answer")
              : new StateAnswer.Known(
                  new AgentState(
                      node.name(),
                      "i",
                      "boot",
                      "0.1.0",
                      0,
                      new AgentState.Trust("", "", ""),
                      "",
                      List.of(),
                      List.copyOf(held.getOrDefault(node.name(), Map.of()).values()))));
    }
  }

  public static void main(String[] arguments) throws Exception {
    int nodes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5000;
    int kinds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    boolean hostname = arguments.length > 2 && Boolean.parseBoolean(arguments[2]);
    new ScaleBench(nodes, kinds, hostname).run();
    System.exit(0);
  }

  private void run() throws Exception {
    for (int i = 0; i < kinds; i++) {
      loop.kindSeen(kind(i, "1", 1), null, true);
    }
    for (int i = 0; i < nodes; i++) {
      loop.nodeSeen(node(i, true));
    }
    phase("start, all applied", loop::synced, () -> all(1));
    phase(
        "one MyKind changed",
        () -> loop.kindSeen(kind(0, "2", 2), null, true),
        () -> generation("k0") == 2 && state("k0") == State.SUCCESS);
    phase(
        "all MyKinds changed",
        () -> {
          for (int i = 0; i < kinds; i++) {
            loop.kindSeen(kind(i, "3", 3), null, true);
          }
        },
        () -> all(3));
    phase(
        FLAPS + " nodes not ready and back",
        () -> {
          for (int i = 0; i < FLAPS; i++) {
            loop.nodeSeen(node(i, false));
          }
          for (int i = 0; i < FLAPS; i++) {
            loop.nodeSeen(node(i, true));
          }
        },
        () -> all(3) && loop.nodesOffline() == 0);
    for (int i = 0; i < FLAPS; i++) {
      silent.put("node" + i, true);
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    phase(FLAPS + " nodes silent, 20 s", () -> {}, () -> System.nanoTime() > until);
    long idle = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    silent.clear();
    phase("back, 20 s", () -> {}, () -> System.nanoTime() > idle);
  }

  private MyKind kind(int i, String value, long generation) {
    MyKind kind = Given.kind("k" + i, i, built(i, value));
    return new MyKind(kind.owner(), generation, kind.spec());
  }

  private MyKinds built(int i, String value) {
    return hostname && i == 0
        ? aMyKind().hostname("${node.name}")
        : aMyKind().sysctl("net.ipv4.conf.eth" + i + ".rp_filter", value);
  }

  private static Node node(int i, boolean ready) {
    return new Node(
        "node" + i,
        "uid-" + i,
        "10.0." + i / 250 + "." + i % 250,
        Map.of("zone", "z" + i % 3),
        ready,
        false);
  }

  private boolean all(int generation) {
    for (int i = 0; i < kinds; i++) {
      if (generation("k" + i) != generation || state("k" + i) != State.SUCCESS) {
        return false;
      }
    }
    return true;
  }

  private long generation(String uid) {
    MyKindStatus status = statuses.get(uid);
    return status == null ? 0 : status.observedGeneration();
  }

  private State state(String uid) {
    MyKindStatus status = statuses.get(uid);
    return status == null ? State.RUNNING : status.state();
  }

  private void phase(String name, Runnable begin, BooleanSupplier done) throws Exception {
    long wall = System.nanoTime();
    long cpu = cpu();
    long callsBefore = calls.get();
    long writesBefore = writes.get();
    begin.run();
    while (!done.getAsBoolean()) {
      Thread.sleep(1);
    }
    wall = System.nanoTime() - wall;
    cpu = cpu() - cpu;
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    System.out.printf(
        "%-32s %6d ms  %6d ms CPU  %6d calls  %4d writes  %4d MiB heap%n",
        name,
        wall / 1_000_000,
        cpu / 1_000_000,
        calls.get() - callsBefore,
        writes.get() - writesBefore,
        heap >> 20);
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
