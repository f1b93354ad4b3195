package io.keelson.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.apply.Applier;
import io.keelson.agent.apply.FakeUplink;
import io.keelson.agent.apply.Host;
import io.keelson.agent.apply.Intent;
import io.keelson.agent.apply.NamePace;
import io.keelson.agent.apply.Naming;
import io.keelson.agent.apply.Outcome;
import io.keelson.agent.apply.SysctlLimits;
import io.keelson.agent.apply.Upkeep;
import io.keelson.agent.audit.Audit;
import io.keelson.agent.host.ConfigFiles;
import io.keelson.agent.host.DropInStore;
import io.keelson.agent.host.EpochFile;
import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.HostRoot;
import io.keelson.agent.host.KernelNetwork;
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
import io.keelson.agent.record.Entry.Slot;
import io.keelson.agent.record.Fence;
import io.keelson.agent.record.HostRecord;
import io.keelson.policy.Policy;
import io.keelson.policy.PolicyText;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.LocalPortCheck;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.rules.LocalPorts;
import io.keelson.testing.HostDirectory;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.Owner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rounds over a host that is a directory, by a clock that the test moves. */
class WatchTest {

  private static final Owner OWNER = new Owner("a", "default", "a", "2026-01-01T00:00:00Z");
  private static final String FILE = "/etc/app/a.conf";
  private static final String SYSCTL = "vm.swappiness";
  private static final String FORWARDING = "net.ipv4.ip_forward";
  private static final Duration ROUND = Duration.ofSeconds(3);

  /** What happens right before a file is replaced. */
  private interface Before {
    void replace() throws HostException;
  }

  private static final String LOW = "net.ipv4.ipfrag_low_thresh";
  private static final String HIGH = "net.ipv4.ipfrag_high_thresh";

  @TempDir Path directory;
  private HostDirectory host;
  private HostRecord record;
  private Applier applier;
  private Watch watch;
  private Host stores;
  private RepairLog log;
  private Before before = () -> {};
  private Optional<Problem> obstacle = Optional.empty();
  private long nanos;
  private boolean cut;
  private final FakeUplink uplink =
      new FakeUplink(() -> !cut || host.sysctl(FORWARDING).equals("0"));
  private Duration perLook = Duration.ZERO;

  @BeforeEach
  void start() {
    host =
        HostDirectory.in(directory)
            .sysctl(SYSCTL, "60")
            .sysctl(FORWARDING, "0")
            .sysctl("net.ipv4.conf.all.forwarding", "0")
            .sysctl("net.ipv4.conf.default.forwarding", "0")
            .sysctl("net.ipv4.conf.all.accept_redirects", "1")
            .sysctl(LOW, "3145728")
            .sysctl(HIGH, "4194304")
            .directory("/etc/app");
    HostRoot root = HostRoot.of(directory);
    FileStore files = watched(new LinuxFileStore(root));
    SysctlStore sysctls = new KernelNetwork(new LinuxSysctlStore(root));
    Policy policy = policy();
    ConfigFiles others = new ConfigFiles(directory);
    stores =
        new Host(
            sysctls,
            new DropInStore(root, files),
            new LinuxHostnameStore(sysctls, files),
            files,
            new LinuxDirectoryStore(root),
            new SysctlLimits(
                sysctls,
                new NodeMemory(directory),
                new LocalPortCheck(LocalPorts.ofNode(9443), sysctl -> false)),
            new StateFiles(root),
            () -> policy,
            new SysctlSources(others),
            new Naming(
                "node1",
                () -> policy,
                new KubeletSources(new NodeProcesses(directory), others),
                new NameSources(others),
                new NamePace(this::tick, InstantSource.system())),
            uplink.lifeline());
    record = new HostRecord(stores.states());
    assertThat(record.learn()).isEmpty();
    AgentMetrics metrics = new AgentMetrics("test");
    applier = new Applier("node1", record, new Fence(new EpochFile(directory)), stores);
    log = new RepairLog(new Audit("node1", new RotatedLog(directory), metrics), metrics);
    watch = watch("boot");
    round();
  }

  private Watch watch(String bootId) {
    return new Watch(
        record,
        () -> obstacle,
        stores,
        new Upkeep(record, applier, stores),
        log,
        new Watch.Pace(this::tick, Clock.systemUTC(), Duration.ofSeconds(15)),
        bootId);
  }

  private static Policy policy() {
    return switch (PolicyText.read(
        """
        {"sysctls": [{"name": "vm.*"}, {"name": "net.*"}], "files": [{"root": "/etc/app"}]}
        """
            .getBytes())) {
      case PolicyText.Outcome.Good good -> good.policy();
      case PolicyText.Outcome.Bad bad -> throw new AssertionError(bad);
    };
  }

  private FileStore watched(FileStore real) {
    return (FileStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {FileStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("replace")) {
                before.replace();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private long tick() {
    nanos += perLook.toNanos();
    return nanos;
  }

  private void apply(Api api, Parameter... parameters) {
    Checked checked = ParameterCheck.ofApply(api, List.of(parameters));
    Outcome outcome =
        applier.apply(
            new Intent(OWNER, 1, 1, false),
            api,
            ((Checked.Valid) checked).settings(),
            Arrays.toString(parameters));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  /** Three seconds later. */
  private void round() {
    nanos += ROUND.toNanos();
    while (watch.slice()) {
      assertThat(perLook).isPositive();
    }
  }

  private Optional<Drift> drift(Api api, String key) {
    return Optional.ofNullable(watch.drifts().get(new Slot(api, key)));
  }

  @Test
  @DisplayName("Files are looked at in each round of 3 s, the kernel every 15 s")
  void looksAtFilesMoreOftenThanAtTheKernel() {
    apply(Api.FILE, Parameter.of(FILE, "text"));
    apply(Api.SYSCTL, Parameter.of(SYSCTL, "10"));
    host.file(FILE, "mine");
    host.sysctl(SYSCTL, "77");
    round();
    assertThat(host.read(FILE)).isEqualTo("text");
    for (int i = 0; i < 3; i++) {
      round();
      assertThat(host.sysctl(SYSCTL)).isEqualTo("77");
    }
    round();
    assertThat(host.sysctl(SYSCTL)).isEqualTo("10");
  }

  /** Or a new spec would be told contested, or drifted, until the next round. */
  @Test
  void tellsNothingOfASpecThatIsOver() {
    apply(Api.FILE, Parameter.of(FILE, "text"));
    host.file(FILE, "mine");
    round();
    assertThat(drift(Api.FILE, FILE)).isPresent();
    apply(Api.FILE, Parameter.of(FILE, "other text"));
    assertThat(drift(Api.FILE, FILE)).isEmpty();
  }

  @Test
  @DisplayName("N-17: a repair that cuts the node off is taken back, and not tried again")
  void leavesWhatWouldCutTheNodeOff() {
    apply(Api.SYSCTL, Parameter.of(FORWARDING, "1"));
    cut = true;
    host.sysctl(FORWARDING, "0");
    int before = uplink.tries();
    for (int i = 0; i < 5; i++) {
      round();
    }
    assertThat(host.sysctl(FORWARDING)).isEqualTo("0");
    int tries = uplink.tries();
    assertThat(tries).isGreaterThan(before);
    assertThat(drift(Api.SYSCTL, FORWARDING))
        .hasValueSatisfying(
            drift -> {
              assertThat(drift.contested()).isTrue();
              assertThat(drift.repaired()).isFalse();
              assertThat(drift.message()).contains("could not reach the API server");
            });
    for (int i = 0; i < 200; i++) {
      round();
    }
    assertThat(uplink.tries()).isEqualTo(tries);
  }

  @Test
  @DisplayName("N-24: what was changed between look and repair is not overwritten")
  void looksAgainAtWhatWasChangedMeanwhile() {
    apply(Api.FILE, Parameter.of(FILE, "text"));
    host.file(FILE, "mine");
    before = () -> host.file(FILE, "hers");
    round();
    assertThat(host.read(FILE)).isEqualTo("hers");
    assertThat(drift(Api.FILE, FILE).orElseThrow().repairs()).isZero();
    assertThat(drift(Api.FILE, FILE).orElseThrow().message()).contains("somebody else meanwhile");
    before = () -> {};
    round();
    assertThat(host.read(FILE)).isEqualTo("text");
    assertThat(drift(Api.FILE, FILE).orElseThrow().repairs()).isEqualTo(1);
    assertThat(drift(Api.FILE, FILE).orElseThrow().message()).isEmpty();
  }

  @Test
  void triesAgainAfterAPauseWhereThereIsNoRoom() {
    apply(Api.FILE, Parameter.of(FILE, "text"));
    host.file(FILE, "mine");
    int[] tries = {0};
    before =
        () -> {
          tries[0]++;
          throw new HostException("FS_FULL", FILE, FILE + ": no room");
        };
    for (int i = 0; i < 100; i++) {
      round();
    }
    // At 3, 6, 12, 24, 48, 96 and 192 s, of 300.
    assertThat(tries[0]).isEqualTo(7);
    assertThat(drift(Api.FILE, FILE).orElseThrow().message()).contains("no room");
    assertThat(drift(Api.FILE, FILE).orElseThrow().repairs()).isZero();
    assertThat(record.isDirty()).isFalse();
  }

  @Test
  void leavesADirtyNodeAndOneThatIsNotReadyAlone() throws Exception {
    apply(Api.FILE, Parameter.of(FILE, "text"));
    host.file(FILE, "mine");
    record.dirty("a step could not be taken back");
    round();
    assertThat(host.read(FILE)).isEqualTo("mine");
    record.undone();
    obstacle = Optional.of(Problem.of("HOST_UNAVAILABLE", "", "no host"));
    round();
    assertThat(host.read(FILE)).isEqualTo("mine");
    obstacle = Optional.empty();
    round();
    assertThat(host.read(FILE)).isEqualTo("text");
  }

  @Test
  @DisplayName("A call never waits for a whole round: a slice ends after 5 ms")
  void looksAtManyKeysInSlices() {
    Parameter[] files = new Parameter[20];
    for (int i = 0; i < files.length; i++) {
      files[i] = Parameter.of("/etc/app/" + i, "text");
    }
    apply(Api.FILE, files);
    host.file("/etc/app/19", "mine");
    perLook = Duration.ofMillis(1);
    nanos += ROUND.toNanos();
    int slices = 1;
    while (watch.slice()) {
      slices++;
    }
    assertThat(slices).isBetween(5, 20);
    assertThat(host.read("/etc/app/19")).isEqualTo("text");
  }

  @Test
  @DisplayName("Two that bound each other are both set right in one round")
  void repairsWhatBoundsEachOther() {
    apply(Api.SYSCTL, Parameter.of(LOW, "1048576"), Parameter.of(HIGH, "2097152"));
    host.sysctl(LOW, "6291456").sysctl(HIGH, "8388608");
    for (int i = 0; i < 5; i++) {
      round();
    }
    assertThat(host.sysctl(LOW)).isEqualTo("1048576");
    assertThat(host.sysctl(HIGH)).isEqualTo("2097152");
    assertThat(drift(Api.SYSCTL, HIGH).orElseThrow().message()).isEmpty();
  }

  @Test
  @DisplayName("What could not be set again after a boot is nobody's drift for the next process")
  void allIsSeenOnlyWhenAllIsSetAgain() throws Exception {
    apply(Api.FILE, Parameter.of(FILE, "text"));
    host.file(FILE, "as the boot left it");
    before =
        () -> {
          throw new HostException("FS_FULL", FILE, FILE + ": no room");
        };
    Watch afterBoot = watch("next boot");
    round(afterBoot);
    assertThat(record.isVerified("next boot")).isFalse();
    before = () -> {};
    for (int i = 0; i < 6; i++) {
      round(afterBoot);
    }
    assertThat(host.read(FILE)).isEqualTo("text");
    assertThat(record.isVerified("next boot")).isTrue();
    assertThat(afterBoot.drifts()).isEmpty();
  }

  private void round(Watch one) {
    nanos += ROUND.toNanos();
    while (one.slice()) {
      assertThat(perLook).isPositive();
    }
  }
}
