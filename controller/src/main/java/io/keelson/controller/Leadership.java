package io.keelson.controller;

import io.keelson.controller.agents.VertxAgentClient;
import io.keelson.controller.converge.Reconciler;
import io.keelson.controller.converge.StatusWriter;
import io.keelson.controller.converge.StatusWriter.Written;
import io.keelson.controller.kube.Informers;
import io.keelson.controller.kube.Kube;
import io.keelson.controller.lead.Mandate;
import io.keelson.controller.ops.Metrics;
import io.keelson.controller.ops.WatchHealth;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.source.SourcedKinds;
import io.keelson.controller.trust.AgentsTrust;
import io.keelson.trust.ReloadableTls;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What exists only while we lead: the eyes on the cluster, the loop, and the way to the agents. A
 * standby watches nothing: two replicas would cost the API server and the memory twice, and a
 * leader that begins must read everything anew anyhow, for what it has seen before may be old.
 */
final class Leadership implements AutoCloseable {

  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  private final VertxAgentClient agents;
  private final Reconciler loop;
  private final Optional<PolicyFile> policy;
  private final Informers informers;
  private final WatchHealth watches;

  Leadership(
      ControllerConfig config,
      Kube kube,
      ReloadableTls tls,
      Mandate mandate,
      Metrics metrics,
      Executor work,
      Timer timer,
      Clock clock) {
    this.agents =
        new VertxAgentClient(
            tls,
            new VertxAgentClient.Limits(config.agentPort(), config.maxCalls(), LONGEST_CALL),
            () -> mandate.epoch().isPresent(),
            clock);
    this.loop =
        new Reconciler(
            new Reconciler.Parts(
                agents,
                mandate,
                whileLeading(mandate, kube.statuses()),
                kube.finalizers(),
                kube.departures(config.namespace(), clock),
                kube.owners(),
                kube.events(clock),
                kube.nodeEvents(clock),
                kube.alarm(config.namespace(), clock),
                metrics,
                work,
                timer,
                Backoff.standard(RandomGenerator.getDefault()),
                clock,
                System::nanoTime),
            config.agentPort(),
            config.pollInterval(),
            config.undoTimeout());
    this.policy =
        config.policyFile().isEmpty()
            ? Optional.empty()
            : Optional.of(new PolicyFile(Path.of(config.policyFile()), loop::policyChanged));
    // Before anything is planned by it.
    lookAtPolicy();
    policy.ifPresent(file -> metrics.watchPolicy(file::isUsed));
    this.informers = kube.informers(new SourcedKinds(loop, kube.sources(), timer));
    this.watches = new WatchHealth(informers::areWatching, informers::position, System::nanoTime);
    metrics.watch(loop);
  }

  /** What an old leader knows must not overwrite what the new one has told. */
  private static StatusWriter whileLeading(Mandate mandate, StatusWriter statuses) {
    return (owner, status) ->
        mandate.epoch().isPresent()
            ? statuses.write(owner, status)
            : CompletableFuture.completedFuture(new Written.Failed("we lead no more"));
  }

  /** Begins, and tells once why it cannot go on. */
  void start(Consumer<String> lost) {
    informers.start(lost);
  }

  void lookAtPolicy() {
    policy.ifPresent(PolicyFile::look);
  }

  /** This replica has signed for the agent of a node. */
  void enrolled(String node) {
    loop.enrolled(node);
  }

  AgentsTrust agentsTrust() {
    return loop;
  }

  /** Why no watch tells anything; empty while they do. */
  Optional<String> blindness() {
    return watches.lost();
  }

  /** Why it is not at work yet; empty when it is. */
  Optional<String> unready() {
    // Asked first of all: it notices rights that were given back.
    boolean watching = informers.areWatching();
    if (!informers.areSynced()) {
      return Optional.of("MyKinds and nodes are not read yet");
    }
    return watching ? Optional.empty() : Optional.of("MyKinds and nodes are not watched");
  }

  /** Takes no more work; false when calls are still in flight after that time. */
  boolean drain(Duration patience) throws InterruptedException {
    return loop.close(patience);
  }

  @Override
  public void close() {
    informers.close();
    agents.close();
  }
}
