package io.keelson.agent.apply;

import static io.keelson.agent.apply.TestNode.A;
import static io.keelson.agent.apply.TestNode.codes;
import static io.keelson.agent.apply.TestNode.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.Faults;
import io.keelson.agent.host.HostRoot;
import io.keelson.agent.host.SysctlStore;
import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.wire.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** N-17: a change that cuts the node off is taken back, on a host whose network a sysctl ends. */
class CutOffTest {

  private static final String SWITCH = "net.ipv6.conf.all.disable_ipv6";
  private static final String HARMLESS = "net.core.somaxconn";
  private static final String DROP_IN = "/etc/sysctl.d/90-keelson.conf";

  @TempDir Path work;
  private int hosts;
  private HostDirectory host;
  private BooleanSupplier network = this::isOn;
  private FakeUplink uplink;
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    newHost();
  }

  private void newHost() throws IOException {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host" + hosts++)))
            .sysctl(SWITCH, "0")
            .sysctl(HARMLESS, "4096")
            .sysctl("vm.swappiness", "60");
    start(HostRoot.of(host.root()), sysctls -> sysctls);
  }

  private void start(HostRoot root, UnaryOperator<SysctlStore> wrapSysctls) {
    if (node != null) {
      node.close();
    }
    uplink = new FakeUplink(() -> network.getAsBoolean());
    node = new TestNode(root, () -> Policy.NOTHING, uplink, wrapSysctls, files -> files);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private boolean isOn() {
    return host.sysctl(SWITCH).equals("0");
  }

  private Outcome apply(long generation, Parameter... parameters) {
    return node.apply(A, generation, Api.SYSCTL, parameters);
  }

  private static Parameter cuts() {
    return Parameter.of(SWITCH, "1");
  }

  private static Parameter harmless() {
    return Parameter.of(HARMLESS, "8192");
  }

  private void assertIsAsBefore() {
    assertThat(host.sysctl(SWITCH)).isEqualTo("0");
    assertThat(host.sysctl(HARMLESS)).isEqualTo("4096");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("60");
    assertThat(host.exists(DROP_IN)).isFalse();
    assertThat(node.record.holdings().entries()).isEmpty();
    assertThat(node.record.isDirty()).isFalse();
  }

  private static String message(Outcome outcome) {
    return problems(outcome).getFirst().message();
  }

  @Test
  void takesTheWholeCallBack() {
    Outcome outcome = apply(1, Parameter.of("vm.swappiness", "10"), cuts());
    assertThat(codes(outcome)).containsExactly("NETWORK_LOST");
    assertThat(problems(outcome).getFirst().key()).isEqualTo(SWITCH);
    assertThat(message(outcome)).contains(SWITCH, "10.96.0.1:443", "10 s", "reaches it again");
    assertIsAsBefore();
    assertThat(uplink.waited()).isEqualTo(Lifeline.AFTER);
  }

  @Test
  @DisplayName("Who starts a node anew that is cut off must find it as it was")
  void nothingIsKeptForTheNextBootBeforeItIsSure() {
    boolean[] kept = {false};
    network =
        () -> {
          kept[0] |= host.exists(DROP_IN);
          return isOn();
        };
    assertThat(codes(apply(1, cuts()))).containsExactly("NETWORK_LOST");
    assertThat(kept[0]).isFalse();
  }

  @Test
  void namesEachKeyThatMayBeToBlameAndNoOther() {
    Outcome outcome = apply(1, harmless(), Parameter.of("vm.swappiness", "10"), cuts());
    assertThat(message(outcome)).startsWith(HARMLESS + ", " + SWITCH + ": ");
    assertThat(problems(outcome).getFirst().key()).isEmpty();
    assertIsAsBefore();
  }

  @Test
  void looksOnceBeforeAndOnceAfterWhenAllIsWell() {
    assertThat(apply(1, harmless())).isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl(HARMLESS)).isEqualTo("8192");
    assertThat(uplink.tries()).isEqualTo(2);
    assertThat(apply(2, harmless())).isInstanceOf(Outcome.Done.class);
    assertThat(uplink.tries()).as("nothing had to be changed").isEqualTo(2);
  }

  @Test
  void asksNobodyForOtherSysctlsOrADryRun() {
    network = () -> false;
    assertThat(apply(1, Parameter.of("vm.swappiness", "10"))).isInstanceOf(Outcome.Done.class);
    assertThat(node.dryRun(A, 2, Api.SYSCTL, cuts())).isInstanceOf(Outcome.Done.class);
    assertThat(uplink.tries()).isZero();
  }

  @Test
  void changesWithoutTheLookWhereNothingWasReachedBefore() {
    network = () -> false;
    assertThat(apply(1, cuts())).isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl(SWITCH)).isEqualTo("1");
    assertThat(uplink.waited()).isEqualTo(Lifeline.BEFORE);
  }

  @Test
  void takesBackAlsoWhatMayNotBeToBlame() {
    network = () -> uplink.tries() == 1;
    Outcome outcome = apply(1, harmless());
    assertThat(codes(outcome)).containsExactly("NETWORK_LOST");
    assertThat(message(outcome)).contains("something else may be to blame");
    assertIsAsBefore();
  }

  @Test
  @DisplayName("N-15, N-17: what could not be taken back is told, and nothing else is changed then")
  void saysSoWhenItCannotBeTakenBack() {
    start(HostRoot.of(host.root()), sysctls -> new StubbornSysctls(sysctls, SWITCH + "=0"));
    Outcome outcome = apply(1, cuts());
    assertThat(codes(outcome)).containsExactly("NETWORK_LOST", "UNDO_FAILED");
    assertThat(message(outcome)).contains("not all of it could be");
    assertThat(node.record.isDirty()).isTrue();
  }

  @Test
  void theSameCallCutsTheNodeOffOnlyOnce() {
    Outcome first = apply(1, cuts());
    int tries = uplink.tries();
    assertThat(apply(1, cuts())).isEqualTo(first);
    assertThat(uplink.tries()).isEqualTo(tries);
    assertThat(apply(1, harmless())).isInstanceOf(Outcome.Done.class);
    assertThat(codes(apply(2, cuts()))).containsExactly("NETWORK_LOST");
    assertThat(uplink.tries()).as("a new generation is tried").isGreaterThan(tries + 2);
  }

  @Test
  void aParameterThatIsGivenBackIsTakenBackWithTheRest() {
    host.sysctl(SWITCH, "1");
    network = () -> true;
    apply(1, Parameter.of(SWITCH, "0"), harmless());
    network = this::isOn;
    String lines = host.read(DROP_IN);
    assertThat(codes(apply(2, Parameter.of(HARMLESS, "16384")))).containsExactly("NETWORK_LOST");
    assertThat(host.sysctl(SWITCH)).isEqualTo("0");
    assertThat(host.sysctl(HARMLESS)).isEqualTo("8192");
    assertThat(host.read(DROP_IN)).isEqualTo(lines);
  }

  @Test
  @DisplayName("What would cut the node off is left with its line when its owner goes")
  void aReleaseLeavesWhatWouldCutTheNodeOff() {
    host.sysctl(SWITCH, "1");
    network = () -> true;
    apply(1, Parameter.of(SWITCH, "0"), Parameter.of("vm.swappiness", "10"));
    network = this::isOn;
    Outcome outcome = node.release(A);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done -> {
              assertThat(done.report().changes())
                  .containsExactly(new Change("vm.swappiness", "10", "60", true));
              assertThat(done.report().kept().stream().map(Problem::code))
                  .containsExactly("NETWORK_LOST");
            });
    assertThat(host.sysctl(SWITCH)).isEqualTo("0");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("60");
    assertThat(host.read(DROP_IN)).contains(SWITCH + " = 0").doesNotContain("swappiness");
    assertThat(node.record.holdings().entries()).isEmpty();
  }

  @Test
  @DisplayName("N-01, N-17: killed while it waits, and wherever else")
  void isAsBeforeWhereverItDies() throws IOException {
    Faults all = Faults.none();
    long[] waiting = {0};
    start(new HostRoot(host.root(), all), sysctls -> sysctls);
    network =
        () -> {
          waiting[0] = isOn() ? waiting[0] : all.count();
          return isOn();
        };
    apply(1, cuts(), harmless());
    long changes = all.count();
    assertThat(changes).isGreaterThan(waiting[0]);
    network = this::isOn;
    for (long point = 1; point <= changes; point++) {
      newHost();
      start(new HostRoot(host.root(), Faults.killAt(point)), sysctls -> sysctls);
      assertThat(died()).as("at change %d of %d", point, changes).isTrue();
      if (point == waiting[0] + 1) {
        assertThat(host.sysctl(SWITCH)).as("nothing was taken back yet").isEqualTo("1");
      }
      start(HostRoot.of(host.root()), sysctls -> sysctls);
      assertThat(node.recovery.obstacle()).isEmpty();
      assertIsAsBefore();
    }
  }

  private boolean died() {
    try {
      List<String> codes = codes(apply(1, cuts(), harmless()));
      // What dies in a step is seen as its failure.
      return !codes.contains("NETWORK_LOST")
          || codes.contains("UNDO_FAILED")
          || node.record.isDirty();
    } catch (Faults.Killed killed) {
      return true;
    }
  }
}
