package io.keelson.agent;

import io.keelson.agent.apply.Host;
import io.keelson.agent.apply.Lifeline;
import io.keelson.agent.apply.NamePace;
import io.keelson.agent.apply.Naming;
import io.keelson.agent.apply.Readiness;
import io.keelson.agent.apply.Recovery;
import io.keelson.agent.apply.SysctlLimits;
import io.keelson.agent.audit.Audit;
import io.keelson.agent.host.ConfigFiles;
import io.keelson.agent.host.DropInStore;
import io.keelson.agent.host.EpochFile;
import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostLock;
import io.keelson.agent.host.HostRoot;
import io.keelson.agent.host.HostRootCheck;
import io.keelson.agent.host.HostThread;
import io.keelson.agent.host.LinuxDirectoryStore;
import io.keelson.agent.host.LinuxFileStore;
import io.keelson.agent.host.LinuxHostnameStore;
import io.keelson.agent.host.LinuxSysctlStore;
import io.keelson.agent.host.LockedEpochs;
import io.keelson.agent.host.NodeMemory;
import io.keelson.agent.host.NodeProcesses;
import io.keelson.agent.host.PairedSysctls;
import io.keelson.agent.host.StateFiles;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.host.boot.KubeletSources;
import io.keelson.agent.host.boot.NameSources;
import io.keelson.agent.host.boot.SysctlSources;
import io.keelson.agent.record.Fence;
import io.keelson.agent.record.HostRecord;
import io.keelson.policy.LivePolicy;
import io.keelson.problem.Problem;
import io.keelson.setting.LocalPortCheck;
import io.keelson.setting.rules.LocalPorts;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of an agent needs no controller: the node, what is held there and for whom.
 *
 * @param lock without it nothing is touched
 */
record LocalNode(
    HostLock lock,
    HostThread thread,
    Host host,
    Readiness readiness,
    Fence fence,
    HostRecord record,
    Recovery recovery) {

  private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);

  /** Begins with what the last run left, also when no controller is there to ask for anything. */
  static LocalNode start(AgentConfig config, HostThread thread, LivePolicy policy, Audit audit) {
    Path root = config.hostRoot();
    Host host = host(config, policy);
    HostLock lock = new HostLock(HostRoot.of(root));
    Optional<String> taken = lock.obstacle();
    taken.ifPresent(why -> LOG.warn("nothing is touched on this node: {}", why));
    if (taken.isEmpty()) {
      // Before recovery, which writes there what it takes back.
      audit.open();
    }
    Readiness readiness = new Readiness(thread, new HostRootCheck(root), lock::obstacle);
    Fence fence = new Fence(new LockedEpochs(lock, new EpochFile(root)));
    HostRecord record = new HostRecord(host.states());
    Recovery recovery = new Recovery(record, host, fence, audit::takenBack);
    LocalNode local = new LocalNode(lock, thread, host, readiness, fence, record, recovery);
    var unused = local.recovered();
    return local;
  }

  /** Done when it was tried to put right what the last run left. */
  CompletableFuture<Optional<Problem>> recovered() {
    return thread
        .submit(this::recover)
        .orElseThrow(() -> new IllegalStateException("the host's thread does not work"))
        .handle(LocalNode::looked);
  }

  private Optional<Problem> recover() {
    Optional<Problem> obstacle = readiness.obstacle();
    if (obstacle.isPresent()) {
      return obstacle;
    }
    fence.look();
    return recovery.obstacle();
  }

  /** It is tried again before each change. */
  private static Optional<Problem> looked(
      @Nullable Optional<Problem> problem, @Nullable Throwable fault) {
    if (problem == null) {
      LOG.error("what the last run left was not looked at", fault);
      return Optional.empty();
    }
    problem.ifPresent(why -> LOG.warn("nothing is changed on this node: {}", why.message()));
    return problem;
  }

  private static Host host(AgentConfig config, LivePolicy policy) {
    Path root = config.hostRoot();
    ConfigFiles others = new ConfigFiles(root);
    SysctlStore sysctls = new PairedSysctls(new LinuxSysctlStore(root));
    FileStore files = new LinuxFileStore(root);
    return new Host(
        sysctls,
        new DropInStore(root, files),
        new LinuxHostnameStore(sysctls, files),
        files,
        new LinuxDirectoryStore(HostRoot.of(root)),
        new SysctlLimits(
            sysctls,
            new NodeMemory(root),
            new LocalPortCheck(
                LocalPorts.ofNode(config.port()), sysctl -> policy.get().accepts(sysctl))),
        new StateFiles(HostRoot.of(root)),
        policy,
        new SysctlSources(others),
        new Naming(
            config.node(),
            policy,
            new KubeletSources(new NodeProcesses(root), others),
            new NameSources(others),
            new NamePace(System::nanoTime, InstantSource.system())),
        new Lifeline(config.uplink(), System::nanoTime));
  }
}
