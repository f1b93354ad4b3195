package io.keelson.agent.apply;

import static io.keelson.agent.apply.TestNode.A;
import static io.keelson.agent.apply.TestNode.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.ExtendedAttributes;
import io.keelson.agent.host.Faults;
import io.keelson.agent.host.HostRoot;
import io.keelson.agent.host.PowerCut;
import io.keelson.policy.Bindings;
import io.keelson.policy.FileRule;
import io.keelson.policy.FileRules;
import io.keelson.policy.HostnameRule;
import io.keelson.policy.Policy;
import io.keelson.policy.SysctlRules;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The agent dies, the power goes or the kernel fails at each change that a call makes, one after
 * the other. Then a new agent starts: all is as before the call or all as after it, nothing is left
 * over, and what the record says is what is there.
 */
class KillTest {

  private static final Map<String, Long> POINTS = new TreeMap<>();
  private static final String DROP_IN = "/etc/sysctl.d/90-keelson.conf";
  private static final String LARGE = "x".repeat(40_000);
  private static final String KILLED = "kill -9";
  private static final int EIO = 5;
  private static final int ENOSPC = 28;
  private static final int EROFS = 30;
  private static final int EDQUOT = 122;

  private static final Policy POLICY =
      new Policy(
          new SysctlRules(List.of()),
          new FileRules(List.of(FileRule.root("/etc/app").makingParents())),
          new HostnameRule(true, true),
          new Bindings(List.of()));

  @TempDir(factory = InMemory.class)
  Path work;

  private int hosts;

  /** What is lost with the power is told by the test; a disk would only make it slow. */
  static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "keelson")
          : Files.createTempDirectory("keelson");
    }
  }

  /** Some calls. */
  private interface Calls {
    Outcome on(TestNode node);
  }

  private static final Calls NOTHING = node -> node.release(A, 1, null, true, false);

  private static final Calls ALL =
      node -> {
        node.apply(A, 1, Api.SYSCTL, sysctl("vm.a", "5"), sysctl("vm.b", "5"));
        node.apply(A, 1, Api.HOSTNAME, Parameter.of("hostname", "node7"));
        return node.apply(
            A,
            1,
            Api.FILE,
            file("/etc/app/a", LARGE),
            file("/etc/app/b", "b"),
            file("/etc/app/n", "n"));
      };

  private enum Scenario {
    SYSCTL(NOTHING, node -> node.apply(A, 2, Api.SYSCTL, sysctl("vm.a", "2"), sysctl("vm.b", "2"))),
    SYSCTL_AND_ONE_IS_GIVEN_BACK(
        ALL, node -> node.apply(A, 2, Api.SYSCTL, sysctl("vm.b", "6"), sysctl("vm.c", "6"))),
    SYSCTL_OF_THE_NETWORK(
        NOTHING,
        node ->
            node.apply(A, 2, Api.SYSCTL, sysctl("vm.a", "2"), sysctl("net.core.somaxconn", "256"))),
    HOSTNAME(NOTHING, node -> node.apply(A, 2, Api.HOSTNAME, Parameter.of("hostname", "node8"))),
    HOSTNAME_AGAIN(ALL, node -> node.apply(A, 2, Api.HOSTNAME, Parameter.of("hostname", "node8"))),
    FILES(
        NOTHING,
        node -> node.apply(A, 2, Api.FILE, file("/etc/app/a", "new"), file("/etc/app/n", "n"))),
    FILES_AND_TWO_ARE_GIVEN_BACK(
        ALL, node -> node.apply(A, 2, Api.FILE, file("/etc/app/a", "newer"))),
    ABSENT(NOTHING, node -> node.apply(A, 2, Api.FILE, absent("/etc/app/a"), absent("/etc/app/b"))),
    ABSENT_AND_ONE_IS_GIVEN_BACK(
        node -> node.apply(A, 1, Api.FILE, absent("/etc/app/a"), file("/etc/app/n", "n")),
        node -> node.apply(A, 2, Api.FILE, file("/etc/app/b", "new"), absent("/etc/app/n"))),
    ABSENT_AND_RELEASED(
        node -> node.apply(A, 1, Api.FILE, absent("/etc/app/a"), absent("/etc/app/b")),
        node -> node.release(A)),
    DIRECTORIES(
        NOTHING,
        node -> node.apply(A, 2, Api.FILE, file("/etc/app/x/y/n", "n"), file("/etc/app/x/m", "m"))),
    DIRECTORIES_AND_ONE_IS_GIVEN_BACK(
        node -> node.apply(A, 1, Api.FILE, file("/etc/app/x/y/n", "n"), file("/etc/app/x/m", "m")),
        node -> node.apply(A, 2, Api.FILE, file("/etc/app/x/m", "m2"), file("/etc/app/z/n", "n"))),
    DIRECTORIES_AND_RELEASED(
        node -> node.apply(A, 1, Api.FILE, file("/etc/app/x/y/n", "n"), file("/etc/app/x/m", "m")),
        node -> node.release(A)),
    TAKEN_OVER(
        node -> node.apply(B, 1, Api.FILE, file("/etc/app/a", "b"), file("/etc/app/b", "b")),
        node -> node.apply(A, 2, Api.FILE, file("/etc/app/a", "a"))),
    RELEASED(ALL, node -> node.release(A));

    private final Calls before;
    private final Calls call;

    Scenario(Calls before, Calls call) {
      this.before = before;
      this.call = call;
    }
  }

  private static Parameter sysctl(String key, String value) {
    return Parameter.of(key, value);
  }

  private static Parameter file(String path, String content) {
    return new Parameter(path, content, "0640", 7L, 8L, null);
  }

  private static Parameter absent(String path) {
    return Parameter.absent(path);
  }

  private HostDirectory hostAsItWas() throws IOException {
    HostDirectory host =
        HostDirectory.in(Files.createDirectory(work.resolve("host" + hosts++)))
            .sysctl("vm.a", "1")
            .sysctl("vm.b", "1")
            .sysctl("vm.c", "1")
            .sysctl("net.core.somaxconn", "128")
            .file("/etc/app/a", "old a")
            .file("/etc/app/b", "old " + LARGE);
    if (ExtendedAttributes.obstacle(host.at("/etc/app/a")).isEmpty()) {
      ExtendedAttributes.set(host.at("/etc/hostname"), "user.note", "name");
    }
    return host;
  }

  /** Without who holds what. */
  private static List<String> values(String state) {
    return state.lines().filter(line -> !line.contains("[")).toList();
  }

  private HostDirectory host(Scenario scenario) throws IOException {
    HostDirectory host = hostAsItWas();
    if (scenario == Scenario.SYSCTL) {
      // As on a small node: the directory is made, and goes again when the call fails.
      Files.delete(host.at("/etc/sysctl.d"));
    }
    on(host, scenario.before);
    return host;
  }

  private static Outcome on(HostDirectory host, Calls calls) {
    try (TestNode node = new TestNode(HostRoot.of(host.root()), () -> POLICY)) {
      return calls.on(node);
    }
  }

  /** What matters: each value, each file, who holds what. */
  private static String state(HostDirectory host) throws IOException {
    StringBuilder state = new StringBuilder();
    for (String key : new String[] {"vm.a", "vm.b", "vm.c", "net.core.somaxconn"}) {
      state.append(key).append(' ').append(host.sysctl(key)).append('\n');
    }
    state.append("hostname ").append(host.hostname()).append('\n');
    try (Stream<Path> files = Files.walk(host.at("/etc"))) {
      for (Path file : files.sorted().toList()) {
        state
            .append(host.root().relativize(file))
            .append(Files.readAttributes(file, "unix:mode,uid,gid"))
            .append(ExtendedAttributes.of(file))
            .append(Files.isDirectory(file) ? "" : Files.readString(file).hashCode())
            .append('\n');
      }
    }
    try (TestNode node = new TestNode(HostRoot.of(host.root()), () -> POLICY)) {
      assertThat(node.recovery.obstacle()).isEmpty();
      node.record.holdings().holdings().forEach(each -> state.append(each).append('\n'));
      node.record
          .holdings()
          .entries()
          .values()
          .forEach(each -> state.append(each.key()).append(each.written()).append('\n'));
    }
    return state.toString();
  }

  private static void recover(HostDirectory host) {
    try (TestNode node = new TestNode(HostRoot.of(host.root()), () -> POLICY)) {
      assertThat(node.recovery.obstacle()).isEmpty();
      assertThat(node.record.troubles()).isEmpty();
    }
  }

  /** How one kind of fault is brought about at a point; returns how many changes there were. */
  private interface Attempt {
    long at(HostDirectory host, long point) throws IOException;
  }

  private void atEachPoint(Scenario scenario, String kind, Attempt attempt) throws IOException {
    HostDirectory reference = host(scenario);
    String before = state(reference);
    on(reference, scenario.call);
    String after = state(reference);
    assertThat(after).isNotEqualTo(before);
    if (scenario.name().endsWith("RELEASED")) {
      assertThat(values(after)).isEqualTo(values(state(hostAsItWas())));
    }
    int old = 0;
    int made = 0;
    for (long point = 1; ; point++) {
      HostDirectory host = host(scenario);
      long changes = attempt.at(host, point);
      if (changes < point) {
        break;
      }
      recover(host);
      String state = state(host);
      assertThat(state.equals(before) || state.equals(after))
          .as("%s at change %d:%n%s%nneither%n%s%nnor%n%s", kind, point, state, before, after)
          .isTrue();
      assertThat(leftovers(host)).as("%s at change %d", kind, point).isEmpty();
      old += state.equals(before) ? 1 : 0;
      made += state.equals(after) ? 1 : 0;
      if (kind.equals(KILLED)) {
        on(host, scenario.call);
        assertThat(state(host)).as("again after %s at change %d", kind, point).isEqualTo(after);
      }
    }
    // Both must have happened, or the points were none.
    assertThat(old).isPositive();
    assertThat(made).isPositive();
    POINTS.merge(kind, (long) old + made, Long::sum);
  }

  private static List<Path> leftovers(HostDirectory host) throws IOException {
    try (Stream<Path> all = Files.walk(host.root())) {
      return all.filter(path -> path.getFileName().toString().startsWith(".keelson-")).toList();
    }
  }

  @AfterAll
  static void tell() {
    POINTS.forEach((kind, points) -> System.out.println("points tried, " + kind + ": " + points));
  }

  private static long run(HostDirectory host, Scenario scenario, Faults faults) {
    try (TestNode node = new TestNode(new HostRoot(host.root(), faults), () -> POLICY)) {
      scenario.call.on(node);
    } catch (Faults.Killed killed) {
      // As it shall be.
    }
    return faults.count();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("N-01, N-09, N-14: killed at each change")
  void allOrNothingWhenTheAgentIsKilled(Scenario scenario) throws IOException {
    atEachPoint(scenario, KILLED, (host, point) -> run(host, scenario, Faults.killAt(point)));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("N-02: the power goes at each change, and what was not synced is lost")
  void allOrNothingWhenThePowerGoes(Scenario scenario) throws IOException {
    for (boolean losesNames : new boolean[] {true, false}) {
      atEachPoint(
          scenario,
          losesNames ? "power cut, names lost" : "power cut, names kept",
          (host, point) -> {
            Path stash = Files.createDirectory(work.resolve("stash" + hosts));
            PowerCut cut = new PowerCut(host.root(), stash, losesNames);
            long changes = run(host, scenario, Faults.killAt(point, cut));
            if (changes >= point) {
              cut.happen();
              boot(host);
            }
            return changes;
          });
    }
  }

  /** The kernel begins with its own values, then sysctl.d and /etc/hostname are read. */
  private static void boot(HostDirectory host) {
    host.sysctl("vm.a", "1").sysctl("vm.b", "1").sysctl("vm.c", "1");
    host.sysctl("net.core.somaxconn", "128");
    if (host.exists(DROP_IN)) {
      host.read(DROP_IN)
          .lines()
          .filter(line -> line.contains(" = "))
          .forEach(line -> host.sysctl(line.split(" = ")[0], line.split(" = ")[1]));
    }
    host.file("/proc/sys/kernel/hostname", host.read("/etc/hostname"));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "N-03, N-04, N-05, N-06: each change fails once: no room, no quota, I/O error, read-only")
  void allOrNothingWhenTheKernelFails(Scenario scenario) throws IOException {
    boolean all = scenario == Scenario.FILES;
    for (int errno : all ? new int[] {ENOSPC, EDQUOT, EIO, EROFS} : new int[] {ENOSPC, EIO}) {
      atEachPoint(
          scenario,
          "errno " + errno,
          (host, point) -> run(host, scenario, Faults.errnoAt(point, errno)));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("N-15: what is done about a failed change fails too: the next start takes it back")
  void allOrNothingWhenPuttingBackFailsAsWell(Scenario scenario) throws IOException {
    for (long then = 1; then <= 5; then++) {
      long later = then;
      atEachPoint(
          scenario,
          "I/O error, and another one",
          (host, point) -> run(host, scenario, Faults.errnoAt(point, point + later, EIO)));
    }
  }
}
