package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.testing.HostDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeMemoryTest {

  @TempDir Path root;

  @Test
  void readsWhatTheKernelTells() throws HostException {
    HostDirectory.in(root)
        .file(
            "/proc/meminfo",
            "MemTotal:        8000000 kB\nHugePages_Total:       0\nHugepagesize:       2048 kB\n");
    assertThat(new NodeMemory(root).read())
        .satisfies(
            memory -> {
              assertThat(memory.kilobytes()).isEqualTo(8_000_000);
              assertThat(memory.hugePageKilobytes()).isEqualTo(2_048);
              assertThat(memory.pageBytes()).isIn(4_096L, 16_384L, 65_536L);
            });
  }

  @Test
  void knowsAKernelWithoutHugePages() throws HostException {
    HostDirectory.in(root).file("/proc/meminfo", "MemTotal:        8000000 kB\n");
    assertThat(new NodeMemory(root).read().hugePageKilobytes()).isZero();
  }

  @Test
  void saysWhenItCannotBeRead() {
    assertThatThrownBy(() -> new NodeMemory(root).read()).isInstanceOf(HostException.class);
    HostDirectory.in(root).file("/proc/meminfo", "MemTotal: much\n");
    assertThatThrownBy(() -> new NodeMemory(root).read()).isInstanceOf(HostException.class);
  }
}
