package io.keelson.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.SysctlValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DropInTest {

  private static Sysctl sysctl(String key, String value) {
    return new Sysctl(new SysctlName(key), new SysctlValue(value));
  }

  @Test
  void isSortedAndKeepsWhatOthersPutThere() {
    DropIn first = DropIn.parse("").with(List.of(sysctl("vm.swappiness", "10")));
    DropIn second =
        DropIn.parse(first.text(Map.of()))
            .with(List.of(sysctl("net.ipv4.tcp_rmem", "4096 8192 8192"), sysctl("kernel.x", "4")));
    assertThat(second.text(Map.of()).lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "kernel.x = 4", "net.ipv4.tcp_rmem = 4096 8192 8192", "vm.swappiness = 10");
    assertThat(
            DropIn.parse(second.text(Map.of()))
                .with(List.of(sysctl("vm.swappiness", "10")))
                .text(Map.of()))
        .isEqualTo(second.text(Map.of()));
  }

  @Test
  void leavesOutLinesThatNoCallCouldHaveWritten() {
    DropIn read =
        DropIn.parse(
            "# header\nvm.swappiness = 10\nkernel.core_pattern = |/x\nvm.x=1\ngarbage\n-vm.y = 1\n");
    assertThat(read.entries()).containsOnlyKeys("vm.swappiness");
    assertThat(read.damaged()).containsExactly(3, 4, 5, 6);
  }

  @Test
  @DisplayName("S-20: one entry is one line, whatever came through the checks before")
  void refusesToWriteAnEntryOfTwoLines() {
    DropIn bad =
        DropIn.parse("").with(List.of(sysctl("vm.swappiness", "1\nkernel.core_pattern = |/x")));
    assertThatThrownBy(() -> bad.text(Map.of())).isInstanceOf(IllegalStateException.class);
  }
}
