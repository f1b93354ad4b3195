package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.setting.SysctlName;
import io.keelson.testing.HostDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxSysctlStoreTest {

  private static final SysctlName KEY = new SysctlName("vm.a");

  @TempDir Path root;

  /** A kernel that is out of memory or busy says nothing about the value. */
  @ParameterizedTest
  @CsvSource({
    "5, HOST_ERROR",
    "11, HOST_ERROR",
    "12, HOST_ERROR",
    "16, HOST_ERROR",
    "28, HOST_ERROR",
    "22, SYSCTL_VALUE_REFUSED",
    "34, SYSCTL_VALUE_REFUSED",
    "2, SYSCTL_VALUE_REFUSED",
    "1, SYSCTL_READ_ONLY",
    "13, SYSCTL_READ_ONLY"
  })
  void tellsAValueThatIsRefusedFromAKernelInTrouble(int errno, String code) {
    HostDirectory host = HostDirectory.in(root).sysctl("vm.a", "1");
    LinuxSysctlStore store =
        new LinuxSysctlStore(new HostRoot(root, Faults.always("write", errno)));
    HostException failed = catchThrowableOfType(HostException.class, () -> store.write(KEY, "2"));
    assertThat(failed.problem().code()).isEqualTo(code);
    assertThat(failed.problem().key()).isEqualTo("vm.a");
    assertThat(host.exists("/proc/sys/vm/a")).isTrue();
  }
}
