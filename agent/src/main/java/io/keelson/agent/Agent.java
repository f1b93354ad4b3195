package io.keelson.agent;

import io.keelson.agent.Keeper.Pauses;
import io.keelson.agent.apply.Admission;
import io.keelson.agent.apply.Reader;
import io.keelson.agent.audit.Audit;
import io.keelson.agent.host.HostLock;
import io.keelson.agent.host.HostNamespaces;
import io.keelson.agent.host.HostRootCheck;
import io.keelson.agent.host.HostThread;
import io.keelson.agent.host.MountedFile;
import io.keelson.agent.host.NodeFacts;
import io.keelson.agent.host.RotatedLog;
import io.keelson.agent.http.AgentServer;
import io.keelson.agent.http.Handlers;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.agent.ops.HealthServer;
import io.keelson.agent.policy.PolicyWatch;
import io.keelson.agent.trust.Enrolment;
import io.keelson.policy.LivePolicy;
import io.keelson.policy.PolicyText;
import io.keelson.trust.ReloadableTls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running agent: its objects, put together by hand. */
final class Agent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private static final int MOST_WAITING = 16;
  private static final Duration STUCK = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

  private final HostThread thread;
  private final HostLock lock;
  private final Keeper keeper;
  private final Enrolment enrolment;
  private final HealthServer health;
  private final PolicyWatch policies;
  private final CompletableFuture<AgentServer> server;

  private Agent(
      HostThread thread,
      HostLock lock,
      Keeper keeper,
      Enrolment enrolment,
      HealthServer health,
      PolicyWatch policies,
      CompletableFuture<AgentServer> server) {
    this.policies = policies;
    this.thread = thread;
    this.lock = lock;
    this.keeper = keeper;
    this.enrolment = enrolment;
    this.health = health;
    this.server = server;
  }

  /** Starts it; it takes calls as soon as it has a certificate, which may be never. */
  static Agent start(AgentConfig config) throws IOException {
    return start(config, Pauses.USUAL);
  }

  static Agent start(AgentConfig config, Pauses pauses) throws IOException {
    AgentServer.refuseResumption();
    Path root = config.hostRoot();
    HostThread thread =
        new HostThread(
            config.enterNamespaces() ? HostNamespaces.of(root) : HostNamespaces.none(),
            MOST_WAITING);
    AgentMetrics metrics = new AgentMetrics(Version.text());
    LivePolicy policy = new LivePolicy(new MountedFile(config.policyFile(), PolicyText.LARGEST));
    metrics.policy(() -> policy.trouble().isEmpty());
    PolicyWatch policies = PolicyWatch.start(policy, LOOK_AGAIN);
    Audit audit = new Audit(config.node(), new RotatedLog(root), metrics);
    LocalNode local = LocalNode.start(config, thread, policy, audit);
    metrics.dirty(local.record()::isDirty);
    Keeper keeper = Keeper.start(config, local, audit, metrics, pauses);
    Enrolment enrolment =
        new Enrolment(
            config.node(),
            config.controller(),
            config.trustDir(),
            config.tokenFile(),
            new Counted(metrics));
    CompletableFuture<AgentServer> server =
        enrolment
            .first()
            // Not on the host's thread, which has to recover first.
            .thenCombineAsync(
                local.lock().free(),
                (tls, free) ->
                    serve(config, handlers(config, local, keeper, policy, metrics, tls, enrolment)),
                Thread::startVirtualThread);
    HealthServer health =
        HealthServer.start(
            config.healthPort(),
            List.of(() -> stuck(thread)),
            List.of(
                () -> outside(thread),
                new HostRootCheck(root)::fault,
                local.lock()::obstacle,
                () -> silent(enrolment, server)),
            metrics);
    return new Agent(thread, local.lock(), keeper, enrolment, health, policies, server);
  }

  /** Why it takes no calls yet. */
  private static Optional<String> silent(
      Enrolment enrolment, CompletableFuture<AgentServer> server) {
    return server.isDone()
        ? Optional.empty()
        : enrolment.obstacle().or(() -> Optional.of("not listening yet"));
  }

  private static AgentServer serve(AgentConfig config, Handlers handlers) {
    try {
      AgentServer server = AgentServer.start(config.port(), handlers);
      LOG.info("listening on {}", server.port());
      return server;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Counted(AgentMetrics metrics) implements Enrolment.Observer {

    @Override
    public void enrolled(Instant notAfter) {
      metrics.enrolled(notAfter);
    }

    @Override
    public void failed() {
      metrics.enrolmentFailed();
    }

    @Override
    public void refusedFolder() {
      metrics.trustRefused();
    }
  }

  private static Handlers handlers(
      AgentConfig config,
      LocalNode local,
      Keeper keeper,
      LivePolicy policy,
      AgentMetrics metrics,
      ReloadableTls tls,
      Enrolment enrolment) {
    Path root = config.hostRoot();
    local.recovered().join();
    return new Handlers(
        config.node(),
        tls,
        enrolment::trouble,
        UUID.randomUUID().toString(),
        NodeFacts.bootId(root),
        Version.text(),
        new Admission(config.node(), policy),
        keeper.applier(),
        local.readiness(),
        new Reader(config.node(), local.host()),
        new NodeFacts(root, config.node()),
        local.record(),
        keeper.watch()::drifts,
        local.recovery(),
        local.fence(),
        keeper.audit(),
        policy,
        local.thread(),
        metrics);
  }

  private static Optional<String> stuck(HostThread thread) {
    return thread.working().compareTo(STUCK) > 0
        ? Optional.of(
            "the work on the host has not ended for " + thread.working().toSeconds() + " s")
        : Optional.empty();
  }

  private static Optional<String> outside(HostThread thread) {
    thread.enterAgain();
    return thread.obstacle();
  }

  /** Completes when it takes calls; fails when it cannot listen. */
  CompletableFuture<Integer> port() {
    return server.thenApply(AgentServer::port);
  }

  int healthPort() {
    return health.port();
  }

  /** Finishes what is under way, then stops. */
  @Override
  public void close() {
    // The host first: what is under way ends and is answered, what comes now is told to come again.
    policies.close();
    keeper.close();
    thread.close();
    lock.close();
    enrolment.close();
    server.thenAccept(AgentServer::close);
    health.close();
  }
}
