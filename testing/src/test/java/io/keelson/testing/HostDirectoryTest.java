package io.keelson.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostDirectoryTest {

  @TempDir private Path directory;
  private HostDirectory host;
  private HostSnapshot before;

  @BeforeEach
  void aHost() {
    host =
        HostDirectory.in(directory).sysctl("vm.swappiness", "60").link("/etc/link", "/etc/passwd");
    before = host.snapshot();
  }

  @Test
  void looksLikeAHost() {
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("60");
    assertThat(host.hostname()).isEqualTo("node1");
    assertThat(host.exists("/etc/sysctl.d")).isTrue();
  }

  @Test
  void isTheSameWhenNothingHappened() {
    assertThat(host.snapshot()).isEqualTo(before);
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @Test
  void showsAChangedValue() {
    host.sysctl("vm.swappiness", "10");

    assertThat(before.changesTo(host.snapshot()))
        .singleElement()
        .asString()
        .startsWith("/proc/sys/vm/swappiness: was ")
        .contains("\"60\\n\"", "\"10\\n\"");
  }

  @Test
  void showsAChangedMode() {
    host.mode("/etc/hostname", "rw-------");

    assertThat(before.changesTo(host.snapshot()).toString()).contains("100644", "100600");
  }

  @Test
  void showsANewFileEvenWhenItIsGoneAgain() throws Exception {
    host.file("/etc/.temporary", "x");
    java.nio.file.Files.delete(host.at("/etc/.temporary"));

    // The directory's time of change tells.
    assertThat(before.changesTo(host.snapshot())).isNotEmpty();
  }
}
