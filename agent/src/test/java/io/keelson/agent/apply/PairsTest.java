package io.keelson.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.HostRoot;
import io.keelson.agent.host.KernelPairs;
import io.keelson.agent.host.PairedSysctls;
import io.keelson.policy.Policy;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of which the kernel sets one to 0 when the other is set. */
class PairsTest {

  @TempDir Path root;
  private HostDirectory host;
  private TestNode node;

  @BeforeEach
  void start() {
    host = HostDirectory.in(root).sysctl("vm.dirty_bytes", "0").sysctl("vm.dirty_ratio", "20");
    node =
        new TestNode(
            HostRoot.of(root),
            () -> Policy.NOTHING,
            sysctls -> new PairedSysctls(new KernelPairs(sysctls)),
            files -> files);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void areGivenBackByTheOther() {
    assertThat(node.apply(TestNode.A, 1, Api.SYSCTL, Parameter.of("vm.dirty_bytes", "1048576")))
        .isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("0");
    assertThat(node.release(TestNode.A)).isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("20");
    assertThat(host.sysctl("vm.dirty_bytes")).isEqualTo("0");
  }

  @Test
  void areTakenBackByTheOtherWhenALaterStepFails() {
    host.sysctl("vm.refused_bytes", "1");
    Outcome outcome =
        node.apply(
            TestNode.A,
            1,
            Api.SYSCTL,
            Parameter.of("vm.dirty_bytes", "1048576"),
            Parameter.of("vm.refused_bytes", "0"));
    assertThat(TestNode.codes(outcome)).containsExactly("SYSCTL_VALUE_REFUSED");
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("20");
  }

  @Test
  void ofTwoOwnersAreAConflict() {
    node.apply(TestNode.A, 1, Api.SYSCTL, Parameter.of("vm.dirty_bytes", "1048576"));
    assertThat(
            TestNode.codes(
                node.apply(TestNode.B, 1, Api.SYSCTL, Parameter.of("vm.dirty_ratio", "30"))))
        .containsExactly("CONFLICT");
    assertThat(host.sysctl("vm.dirty_bytes")).isEqualTo("1048576");
  }

  @Test
  void areTakenOverByTheOlderOwner() {
    node.apply(TestNode.B, 1, Api.SYSCTL, Parameter.of("vm.dirty_bytes", "1048576"));
    assertThat(node.apply(TestNode.A, 1, Api.SYSCTL, Parameter.of("vm.dirty_ratio", "30")))
        .isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("30");
    assertThat(host.read("/etc/sysctl.d/90-keelson.conf")).doesNotContain("vm.dirty_bytes");
    assertThat(node.release(TestNode.A)).isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("20");
  }

  @Test
  void areExchangedInOneCall() {
    node.apply(TestNode.A, 1, Api.SYSCTL, Parameter.of("vm.dirty_bytes", "1048576"));
    assertThat(node.apply(TestNode.A, 2, Api.SYSCTL, Parameter.of("vm.dirty_ratio", "30")))
        .isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("30");
    node.release(TestNode.A);
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("20");
  }
}
