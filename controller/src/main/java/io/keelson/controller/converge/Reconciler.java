package io.keelson.controller.converge;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.agents.AgentClient;
import io.keelson.controller.depart.DepartureLog;
import io.keelson.controller.depart.Finalizers;
import io.keelson.controller.depart.OwnerLookup;
import io.keelson.controller.lead.Mandate;
import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.PolicyCheck;
import io.keelson.controller.plan.Selection;
import io.keelson.controller.plan.World;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.NodeQueue;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.status.DriftedKey;
import io.keelson.controller.tell.Alarm;
import io.keelson.controller.tell.EventRecorder;
import io.keelson.controller.tell.FewNodeEvents;
import io.keelson.controller.tell.GatheredEvents;
import io.keelson.controller.tell.NodeEvents;
import io.keelson.controller.trust.AgentsTrust;
import io.keelson.setting.Api;
import io.keelson.wire.AgentState;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns changes of the cluster into work: finds the nodes that a change may concern and wakes them,
 * and the MyKinds whose status it may concern. What is done then is decided by looking at the whole
 * world, so waking too many is only wasteful and missing an event does no harm. For any thread.
 */
public final class Reconciler implements ClusterListener, AgentsTrust {

  /** There is one API server: when it is back, people look at statuses at once. */
  private static final Duration LONGEST_STATUS_PAUSE = Duration.ofSeconds(15);

  private static final Duration GATHERING = Duration.ofMillis(200);

  private final Cluster cluster = new Cluster();
  private final Ledger ledger = new Ledger();
  private final NodeQueue queue;
  private final StatusPublisher publisher;
  private final Endings endings;
  private final Poller poller;
  private final Newcomers newcomers;
  private final int agentPort;
  private final Timer timer;
  private final AtomicBoolean wakingAll = new AtomicBoolean();

  /** Before everything is read, a node that is not there yet would look like one that is gone. */
  private volatile boolean synced;

  /**
   * What the loop is built of.
   *
   * @param mandate to give orders to agents
   * @param executor for planning; the tasks are short
   * @param timer for pauses, polls and statuses
   * @param nanos a clock that never jumps
   */
  public record Parts(
      AgentClient agents,
      Mandate mandate,
      StatusWriter statuses,
      Finalizers finalizers,
      DepartureLog departureLog,
      OwnerLookup owners,
      EventRecorder events,
      NodeEvents nodeEvents,
      Alarm alarm,
      Telemetry telemetry,
      Executor executor,
      Timer timer,
      Backoff backoff,
      Clock clock,
      LongSupplier nanos) {}

  /**
   * A loop.
   *
   * @param undoTimeout how long a deletion waits for nodes that cannot give back
   */
  public Reconciler(Parts parts, int agentPort, Duration pollInterval, Duration undoTimeout) {
    this.agentPort = agentPort;
    this.timer = parts.timer;
    Backoff untilApiServer =
        new Backoff(parts.backoff.least(), LONGEST_STATUS_PAUSE, parts.backoff.random());
    this.publisher =
        new StatusPublisher(
            cluster,
            declaration -> Survey.of(cluster.snapshot(), ledger, declaration, undoTimeout),
            parts.statuses,
            parts.events,
            parts.telemetry,
            parts.timer,
            untilApiServer,
            parts.clock,
            parts.nanos);
    this.endings =
        new Endings(
            cluster,
            ledger,
            parts,
            untilApiServer,
            new Endings.Settings(agentPort, undoTimeout),
            this::wake,
            this::everythingMayDiffer);
    this.queue = new NodeQueue(worker(parts), parts.executor, parts.timer, parts.backoff);
    this.poller = new Poller(parts.timer, pollInterval, this::poll);
    this.newcomers = new Newcomers(parts.timer, this::askFresh);
  }

  private NodeWorker worker(Parts parts) {
    return new NodeWorker(
        new NodeWorker.Tools(
            cluster,
            ledger,
            new Inquiry(
                cluster,
                ledger,
                parts.agents,
                parts.mandate,
                new FewNodeEvents(parts.nodeEvents, parts.timer),
                parts.executor,
                parts.clock),
            endings.guards(),
            endings.orphans(),
            new GatheredEvents(parts.events, parts.timer),
            parts.agents,
            parts.mandate,
            parts.executor,
            this::touch,
            parts.telemetry,
            parts.clock));
  }

  private void wake(String node) {
    queue.wake(node);
  }

  private void touch(String uid) {
    publisher.touch(uid);
    endings.touch(uid);
  }

  private void everythingMayDiffer() {
    if (synced) {
      wakeAll();
      cluster.snapshot().declarations().forEach(one -> touch(one.kind().uid()));
    }
  }

  @Override
  public void kindSeen(MyKind kind, @Nullable MyKindStatus status, boolean guarded) {
    publisher.seen(kind.uid(), status);
    endings.seen(kind.uid(), guarded);
    Declaration before = cluster.declaration(kind.uid());
    if (before != null && before.kind().asksAs(kind)) {
      return;
    }
    Declaration after = Declaration.of(kind, agentPort);
    cluster.put(after);
    endings.changed(kind.uid());
    if (synced) {
      changed(before, after);
      publisher.touchFresh(kind.uid());
      endings.touch(kind.uid());
    }
  }

  @Override
  public void kindGone(String uid) {
    Declaration before = cluster.removeDeclaration(uid);
    publisher.forget(uid);
    endings.forget(uid);
    if (synced && before != null) {
      changed(before, null);
    }
  }

  @Override
  public void nodeSeen(Node node) {
    Node before = cluster.put(node);
    if (node.equals(before)) {
      return;
    }
    if (before != null && !before.uid().equals(node.uid())) {
      ledger.forget(node.name());
    }
    if (!synced) {
      return;
    }
    if (before != null && !Objects.equals(before.ip(), node.ip())) {
      ledger.pollDue(node.name());
    }
    poller.watch(node.name());
    if (node.ready() && (before == null || !before.ready())) {
      queue.wakeFresh(node.name());
    } else {
      queue.wake(node.name());
    }
    nodeChanged(before, node);
  }

  @Override
  public void nodeGone(String name) {
    Node before = cluster.removeNode(name);
    // At once: the next node of this name may be another machine, and may be there already.
    ledger.forget(name);
    poller.unwatch(name);
    if (synced && before != null) {
      queue.wake(name);
      nodeChanged(before, null);
    }
  }

  @Override
  public void synced() {
    endings.begin(this::start);
  }

  private void start() {
    synced = true;
    World world = cluster.snapshot();
    for (Node node : world.nodes()) {
      poller.watch(node.name());
      queue.wake(node.name());
    }
    world.declarations().forEach(one -> touch(one.kind().uid()));
  }

  /** From now on this policy holds; what it decides may differ on any node. */
  public void policyChanged(PolicyCheck policy) {
    cluster.put(policy);
    if (synced) {
      wakeAll();
    }
  }

  private void poll(String node) {
    ledger.pollDue(node);
    queue.wake(node);
  }

  /** The agent of this node has just got a certificate from us; one that answers renewed it. */
  public void enrolled(String node) {
    if (synced && cluster.node(node) != null && !ledger.isOnline(node)) {
      newcomers.enrolled(node);
    }
  }

  private void askFresh(String node) {
    ledger.pollDue(node);
    queue.wakeFresh(node);
  }

  @Override
  public boolean isKnown() {
    return synced;
  }

  @Override
  public Map<String, Optional<AgentState.Trust>> live() {
    return ledger.trust(
        cluster.snapshot().nodes().stream().filter(Node::ready).map(Node::name).toList());
  }

  @Override
  public void ask(Collection<String> nodes) {
    nodes.forEach(this::poll);
  }

  private void changed(@Nullable Declaration before, @Nullable Declaration after) {
    World world = cluster.snapshot();
    Set<String> woken = new HashSet<>();
    if (namesHosts(before) || namesHosts(after)) {
      world.nodes().forEach(node -> woken.add(node.name()));
    } else {
      addTargets(before, world, woken);
      addTargets(after, world, woken);
      // It may have left nodes that could not give back yet.
      Stream.of(before, after)
          .filter(Objects::nonNull)
          .forEach(one -> woken.addAll(ledger.holders(one.kind().uid())));
    }
    woken.forEach(queue::wake);
  }

  private static void addTargets(
      @Nullable Declaration declaration, World world, Set<String> woken) {
    if (declaration instanceof Declaration.Valid valid) {
      woken.addAll(world.targetsOf(valid.selection()).nodes());
    }
  }

  /** A name that one node gets or gives back may concern any other. */
  private static boolean namesHosts(@Nullable Declaration declaration) {
    return declaration instanceof Declaration.Valid valid && valid.api() == Api.HOSTNAME;
  }

  private void nodeChanged(@Nullable Node before, @Nullable Node after) {
    World world = cluster.snapshot();
    boolean namesHosts = false;
    for (Declaration declaration : world.declarations()) {
      if (declaration instanceof Declaration.Leaving
          || isFor(declaration, before)
          || isFor(declaration, after)) {
        touch(declaration.kind().uid());
      }
      namesHosts |= namesHosts(declaration);
    }
    boolean otherName = before == null || after == null || !before.namesAs(after);
    if (namesHosts && otherName && wakingAll.compareAndSet(false, true)) {
      timer.after(GATHERING, this::wakeAll);
    }
  }

  /** Once for many nodes that join or leave together, or it would be the square of them. */
  private void wakeAll() {
    wakingAll.set(false);
    cluster.snapshot().nodes().forEach(node -> queue.wake(node.name()));
  }

  private static boolean isFor(Declaration declaration, @Nullable Node node) {
    Selection selection = declaration.selection();
    return node != null
        && selection != null
        && (selection.includes(node) || selection.workers().contains(node.name()));
  }

  /** Stops starting work and waits for the calls in flight. */
  public boolean close(Duration patience) throws InterruptedException {
    return queue.close(patience);
  }

  public int queueRunning() {
    return queue.running();
  }

  public int queuePausing() {
    return queue.pausing();
  }

  public int nodesOnline() {
    return ledger.online();
  }

  public int nodesOffline() {
    return ledger.offline();
  }

  public int nodesTroubled() {
    return ledger.troubled();
  }

  /** Nodes on which others changed something within the last hour, or it is not set right. */
  public int nodesDrifted() {
    return ledger.drifted(any -> true);
  }

  /** Nodes on which something is left to others, who change it again and again. */
  public int nodesContested() {
    return ledger.drifted(one -> one.fate() == DriftedKey.Fate.CONTESTED);
  }

  /** Owners that have vanished, of which nothing is given back until a person has looked. */
  public int ownersHeldBack() {
    return endings.ownersHeldBack();
  }

  public Map<State, Integer> kindsByState() {
    return publisher.states();
  }
}
