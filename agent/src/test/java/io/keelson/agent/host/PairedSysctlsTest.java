package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.setting.SysctlName;
import io.keelson.testing.HostDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedSysctlsTest {

  @TempDir Path root;
  private HostDirectory host;
  private PairedSysctls sysctls;

  @BeforeEach
  void start() {
    host =
        HostDirectory.in(root)
            .sysctl("vm.dirty_bytes", "0")
            .sysctl("vm.dirty_ratio", "20")
            .sysctl("vm.dirty_background_bytes", "0")
            .sysctl("vm.dirty_background_ratio", "10")
            .sysctl("vm.overcommit_kbytes", "0")
            .sysctl("vm.overcommit_ratio", "50")
            .sysctl("vm.swappiness", "0");
    sysctls = new PairedSysctls(new KernelPairs(new LinuxSysctlStore(HostRoot.of(root))));
  }

  private static SysctlName name(String key) {
    return new SysctlName(key);
  }

  @ParameterizedTest
  @CsvSource({
    "vm.dirty_bytes, 1048576, vm.dirty_ratio, 20",
    "vm.dirty_background_bytes, 1048576, vm.dirty_background_ratio, 10",
    "vm.overcommit_kbytes, 4000000, vm.overcommit_ratio, 50"
  })
  void givesBackWhatTheOtherOfAPairHeld(String key, String value, String other, String held)
      throws HostException {
    String was = sysctls.read(name(key));
    assertThat(was).isEqualTo("0 (" + other + " " + held + ")");

    sysctls.write(name(key), value);
    assertThat(host.sysctl(other)).isEqualTo("0");
    assertThat(sysctls.read(name(key))).isEqualTo(value);
    assertThat(sysctls.read(name(other))).isEqualTo("0 (" + key + " " + value + ")");

    sysctls.write(name(key), was);
    assertThat(host.sysctl(other)).isEqualTo(held);
    assertThat(host.sysctl(key)).isEqualTo("0");
  }

  @Test
  void setsTheOneThatIsAskedFor() throws HostException {
    sysctls.write(name("vm.dirty_ratio"), "5");
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("5");
    assertThat(sysctls.read(name("vm.dirty_ratio"))).isEqualTo("5");
  }

  @Test
  void seesThatAZeroBesideAnotherValueIsNoZero() throws HostException {
    sysctls.write(name("vm.dirty_background_bytes"), "1048576");
    assertThatThrownBy(() -> sysctls.write(name("vm.dirty_background_ratio"), "0"))
        .hasMessageContaining("now has \"0 (vm.dirty_background_bytes 1048576)\"");
  }

  @Test
  void leavesOtherKeysAlone() throws HostException {
    assertThat(sysctls.read(name("vm.swappiness"))).isEqualTo("0");
    sysctls.write(name("vm.swappiness"), "10");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("10");
    assertThatThrownBy(() -> sysctls.read(name("vm.none"))).isInstanceOf(HostException.class);
  }

  @Test
  void takesAKeyWithoutItsOtherAsItIs() throws HostException {
    HostDirectory bare = HostDirectory.in(root.resolve("bare")).sysctl("vm.dirty_bytes", "0");
    SysctlStore store = new PairedSysctls(new LinuxSysctlStore(HostRoot.of(bare.root())));
    assertThat(store.read(name("vm.dirty_bytes"))).isEqualTo("0");
  }
}
