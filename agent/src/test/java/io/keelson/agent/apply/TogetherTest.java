package io.keelson.agent.apply;

import static io.keelson.agent.apply.TestNode.A;
import static io.keelson.agent.apply.TestNode.B;
import static io.keelson.agent.apply.TestNode.codes;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.Faults;
import io.keelson.agent.host.HostRoot;
import io.keelson.agent.host.KernelNetwork;
import io.keelson.policy.Policy;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sysctls that bound each other, or change with each other. */
class TogetherTest {

  private static final String LOW = "net.ipv4.ipfrag_low_thresh";
  private static final String HIGH = "net.ipv4.ipfrag_high_thresh";
  private static final String FORWARD = "net.ipv4.ip_forward";
  private static final String REDIRECTS = "net.ipv4.conf.all.accept_redirects";
  private static final String DROP_IN = "/etc/sysctl.d/90-keelson.conf";

  @TempDir Path root;
  private HostDirectory host;
  private TestNode node;
  private long generation;

  @BeforeEach
  void start() {
    host =
        HostDirectory.in(root)
            .sysctl(LOW, "3145728")
            .sysctl(HIGH, "4194304")
            .sysctl(FORWARD, "0")
            .sysctl("net.ipv4.conf.all.forwarding", "0")
            .sysctl("net.ipv4.conf.default.forwarding", "0")
            .sysctl(REDIRECTS, "1")
            .sysctl("vm.a", "1");
    node = node(HostRoot.of(root));
  }

  private static TestNode node(HostRoot on) {
    return new TestNode(on, () -> Policy.NOTHING, KernelNetwork::new, files -> files);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Outcome apply(String... keysAndValues) {
    Parameter[] parameters = new Parameter[keysAndValues.length / 2];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = Parameter.of(keysAndValues[2 * i], keysAndValues[2 * i + 1]);
    }
    return node.apply(A, ++generation, Api.SYSCTL, parameters);
  }

  private Outcome release() {
    return node.release(A, ++generation, null, false, false);
  }

  private List<String> lines() {
    return host.read(DROP_IN).lines().filter(line -> !line.startsWith("#")).toList();
  }

  private void assertThresholds(String low, String high) {
    assertThat(host.sysctl(LOW)).isEqualTo(low);
    assertThat(host.sysctl(HIGH)).isEqualTo(high);
  }

  @Test
  void boundsAreSetInWhateverOrderTheyCanBe() {
    assertThat(apply(LOW, "6291456", HIGH, "8388608")).isInstanceOf(Outcome.Done.class);
    assertThresholds("6291456", "8388608");
    assertThat(apply(HIGH, "2097152", LOW, "1048576")).isInstanceOf(Outcome.Done.class);
    assertThresholds("1048576", "2097152");
  }

  @Test
  @DisplayName("Given back, the high one can go down only after the low one")
  void boundsAreGivenBack() {
    apply(HIGH, "8388608", LOW, "6291456");
    assertThat(release()).isInstanceOf(Outcome.Done.class);
    assertThresholds("3145728", "4194304");
    apply(LOW, "1048576", HIGH, "2097152");
    assertThat(release()).isInstanceOf(Outcome.Done.class);
    assertThresholds("3145728", "4194304");
  }

  @Test
  void boundsAreTakenBack() {
    assertThat(codes(apply(HIGH, "8388608", LOW, "9000000")))
        .containsExactly("SYSCTL_VALUE_REFUSED");
    assertThresholds("3145728", "4194304");
    assertThat(node.record.isDirty()).isFalse();
    assertThat(host.exists(DROP_IN)).isFalse();
  }

  @Test
  void boundsAreTakenBackAfterACrash() {
    for (String[] call :
        new String[][] {{LOW, "6291456", HIGH, "8388608"}, {LOW, "1048576", HIGH, "2097152"}}) {
      for (long point = 1; point < 14; point++) {
        node.close();
        node = node(new HostRoot(root, Faults.killAt(point)));
        try {
          apply(call);
        } catch (Faults.Killed killed) {
          // As it shall be.
        }
        node.close();
        node = node(HostRoot.of(root));
        assertThat(node.recovery.obstacle()).isEmpty();
        release();
        assertThresholds("3145728", "4194304");
      }
    }
  }

  @Test
  @DisplayName("A boot begins with the kernel's own values and sets line by line")
  void linesAreInAnOrderThatABootCanApply() {
    apply(LOW, "6291456", HIGH, "8388608");
    assertThat(lines()).containsExactly(HIGH + " = 8388608", LOW + " = 6291456");
    apply(LOW, "1048576", HIGH, "2097152");
    assertThat(lines()).containsExactly(LOW + " = 1048576", HIGH + " = 2097152");
  }

  @Test
  @DisplayName("ip_forward resets accept_redirects: what was asked for is so in the end")
  void whatAnotherKeyMovedIsSetAgain() {
    assertThat(apply(REDIRECTS, "1", FORWARD, "1")).isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("1");
    assertThat(host.sysctl(FORWARD)).isEqualTo("1");
    assertThat(lines()).containsExactly(FORWARD + " = 1", REDIRECTS + " = 1");
    release();
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("1");
  }

  @Test
  void whatSomebodyElseHoldsIsNotMoved() {
    apply(REDIRECTS, "1");
    node.apply(B, 1, Api.SYSCTL, Parameter.of(FORWARD, "1"));
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("1");
    host.sysctl(REDIRECTS, "0");
    apply(REDIRECTS, "0");
    node.release(B);
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("0");
  }

  @Test
  @DisplayName("A hardened node is hardened again when ip_forward is given back")
  void whatTheKernelMovedIsGivenBackToo() {
    host.sysctl(REDIRECTS, "0");
    apply(FORWARD, "1");
    release();
    assertThat(host.sysctl(FORWARD)).isEqualTo("0");
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("0");
  }

  @Test
  void whatSomebodySetSinceOfItStays() {
    apply(FORWARD, "1");
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("0");
    release();
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("1");
    host.sysctl(REDIRECTS, "0");
    apply(FORWARD, "1");
    host.sysctl(REDIRECTS, "1");
    release();
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("1");
  }

  @Test
  @DisplayName("A later step fails, or the agent dies: what the kernel moved is back as well")
  void whatTheKernelMovedIsTakenBack() {
    host.sysctl(REDIRECTS, "0");
    boolean made = false;
    for (long point = 1; !made; point++) {
      node.close();
      node = node(new HostRoot(root, Faults.killAt(point)));
      try {
        made = apply(FORWARD, "1") instanceof Outcome.Done;
      } catch (Faults.Killed killed) {
        // As it shall be.
      }
      node.close();
      node = node(HostRoot.of(root));
      assertThat(node.recovery.obstacle()).isEmpty();
      release();
      assertThat(host.sysctl(FORWARD)).isEqualTo("0");
      assertThat(host.sysctl(REDIRECTS)).as("killed at %d", point).isEqualTo("0");
    }
  }

  @Test
  @DisplayName("Two names of one variable with two values")
  void whatCannotBeHadTogetherIsRefused() {
    assertThat(codes(apply(FORWARD, "1", "net.ipv4.conf.all.forwarding", "0")))
        .containsExactly("SYSCTL_READBACK_MISMATCH");
    assertThat(host.sysctl(FORWARD)).isEqualTo("0");
    assertThat(host.sysctl(REDIRECTS)).isEqualTo("1");
    assertThat(node.record.isDirty()).isFalse();
  }
}
