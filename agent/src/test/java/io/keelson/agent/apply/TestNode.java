package io.keelson.agent.apply;

import io.keelson.agent.audit.Audit;
import io.keelson.agent.audit.Call;
import io.keelson.agent.audit.Caller;
import io.keelson.agent.host.ConfigFiles;
import io.keelson.agent.host.DropInStore;
import io.keelson.agent.host.EpochFile;
import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostNamespaces;
import io.keelson.agent.host.HostRoot;
import io.keelson.agent.host.HostRootCheck;
import io.keelson.agent.host.HostThread;
import io.keelson.agent.host.LinuxDirectoryStore;
import io.keelson.agent.host.LinuxFileStore;
import io.keelson.agent.host.LinuxHostnameStore;
import io.keelson.agent.host.LinuxSysctlStore;
import io.keelson.agent.host.NodeMemory;
import io.keelson.agent.host.NodeProcesses;
import io.keelson.agent.host.RotatedLog;
import io.keelson.agent.host.StateFiles;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.host.boot.KubeletSources;
import io.keelson.agent.host.boot.NameSources;
import io.keelson.agent.host.boot.SysctlSources;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.agent.record.Fence;
import io.keelson.agent.record.HostRecord;
import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.LocalPortCheck;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.rules.LocalPorts;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Owner;
import io.keelson.wire.ReleaseRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Everything of an agent but HTTP, on a host that is a directory. */
final class TestNode implements AutoCloseable {

  static final Owner A = owner("a", "2026-01-01T00:00:00Z");
  static final Owner B = owner("b", "2026-01-02T00:00:00Z");

  final HostRecord record;
  final Recovery recovery;
  private final HostThread thread = new HostThread(HostNamespaces.none(), 4);
  private final Execution execution;

  /** It is time for the next change of the name whenever one is asked for. */
  private final AtomicLong time = new AtomicLong();

  TestNode(HostRoot root, Supplier<Policy> policy) {
    this(root, policy, FakeUplink.always());
  }

  TestNode(HostRoot root, Supplier<Policy> policy, FakeUplink uplink) {
    this(root, policy, uplink, sysctls -> sysctls, files -> files);
  }

  TestNode(
      HostRoot root,
      Supplier<Policy> policy,
      UnaryOperator<SysctlStore> wrapSysctls,
      UnaryOperator<FileStore> wrapFiles) {
    this(root, policy, FakeUplink.always(), wrapSysctls, wrapFiles);
  }

  TestNode(
      HostRoot root,
      Supplier<Policy> policy,
      FakeUplink uplink,
      UnaryOperator<SysctlStore> wrapSysctls,
      UnaryOperator<FileStore> wrapFiles) {
    thread.submit(() -> 1).orElseThrow().join();
    SysctlStore sysctls = wrapSysctls.apply(new LinuxSysctlStore(root));
    FileStore files = wrapFiles.apply(new LinuxFileStore(root));
    StateFiles states = new StateFiles(root);
    ConfigFiles others = new ConfigFiles(root.path());
    Host host =
        new Host(
            sysctls,
            new DropInStore(root, files),
            new LinuxHostnameStore(sysctls, files),
            files,
            new LinuxDirectoryStore(root),
            new SysctlLimits(
                sysctls,
                new NodeMemory(root.path()),
                new LocalPortCheck(
                    LocalPorts.ofNode(9443), sysctl -> policy.get().accepts(sysctl))),
            states,
            policy,
            new SysctlSources(others),
            new Naming(
                "node1",
                policy,
                new KubeletSources(new NodeProcesses(root.path()), others),
                new NameSources(others),
                new NamePace(
                    () -> time.addAndGet(NamePace.LEAST.toNanos()), InstantSource.system())),
            uplink.lifeline());
    record = new HostRecord(states);
    Fence fence = new Fence(new EpochFile(root.path()));
    Audit audit = new Audit("node1", new RotatedLog(root.path()), new AgentMetrics("test"));
    recovery = new Recovery(record, host, fence, audit::takenBack);
    Readiness readiness = new Readiness(thread, new HostRootCheck(root.path()), Optional::empty);
    execution =
        new Execution(
            new Gate(readiness, recovery, fence), new Applier("node1", record, fence, host), audit);
  }

  private static Owner owner(String name, String created) {
    return new Owner(name, "default", name, created);
  }

  Outcome apply(Owner owner, long generation, Api api, Parameter... parameters) {
    return apply(owner, generation, api, false, parameters);
  }

  Outcome dryRun(Owner owner, long generation, Api api, Parameter... parameters) {
    return apply(owner, generation, api, true, parameters);
  }

  private Outcome apply(
      Owner owner, long generation, Api api, boolean dryRun, Parameter... parameters) {
    ApplyRequest request = new ApplyRequest("node1", owner, 1, generation, List.of(parameters));
    return execution.apply(
        call(owner, api.path(), generation, dryRun),
        api,
        request,
        ((Checked.Valid) ParameterCheck.ofApply(api, request.parameters())).settings());
  }

  Outcome release(Owner owner, long generation, @Nullable Api api, boolean keep, boolean dryRun) {
    ReleaseRequest request =
        new ReleaseRequest("node1", owner, 1, generation, api == null ? null : api.path(), keep);
    return execution.release(
        call(owner, ReleaseRequest.PATH, generation, dryRun), request, Optional.ofNullable(api));
  }

  Outcome release(Owner owner) {
    return release(owner, 9, null, false, false);
  }

  private static Call call(Owner owner, String path, long generation, boolean dryRun) {
    return new Call(new Caller("", "", ""), path, owner, 1, generation, "", dryRun);
  }

  static List<Problem> problems(Outcome outcome) {
    return outcome instanceof Outcome.Refused refused ? refused.problems() : List.of();
  }

  static List<String> codes(Outcome outcome) {
    return problems(outcome).stream().map(Problem::code).toList();
  }

  @Override
  public void close() {
    thread.close();
  }
}
