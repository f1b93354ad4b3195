package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.plan.boot.ConfigFile;
import io.keelson.testing.HostDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFilesTest {

  @TempDir Path work;
  private HostDirectory host;
  private ConfigFiles files;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(work.resolve("secret"), "of this machine");
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .file("/etc/a/real.conf", "real")
            .file("/usr/lib/b/other.conf", "other")
            .link("/etc/a/near.conf", "real.conf")
            .link("/etc/a/up.conf", "../../usr/lib/b/other.conf")
            .link("/etc/a/absolute.conf", "/usr/lib/b/other.conf")
            .link("/etc/a/twice.conf", "absolute.conf")
            .link("/lib", "usr/lib")
            .link("/etc/a/loop", "loop")
            .link("/etc/a/nowhere", "/none/x")
            .link("/etc/a/parent", "..")
            .link("/etc/a/out", "../../../secret")
            .link("/etc/a/far", "../../../../../../../../../../secret")
            .link("/etc/a/machine", work.resolve("secret").toString());
    files = new ConfigFiles(host.root());
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/a/real.conf,      /etc/a/real.conf,      real",
    "/etc/a/near.conf,      /etc/a/real.conf,      real",
    "/etc/a/up.conf,        /usr/lib/b/other.conf, other",
    "/etc/a/absolute.conf,  /usr/lib/b/other.conf, other",
    "/etc/a/twice.conf,     /usr/lib/b/other.conf, other",
    "/lib/b/other.conf,     /usr/lib/b/other.conf, other",
    "/etc/a/parent/a/real.conf, /etc/a/real.conf,  real",
    "/../etc/./a//real.conf, /etc/a/real.conf,     real",
  })
  void followsLinksWithinTheHost(String path, String real, String text) {
    assertThat(files.read(path)).contains(new ConfigFile(real, text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/a/out",
        "/etc/a/far",
        "/etc/a/machine",
        "/etc/a/loop",
        "/etc/a/nowhere",
        "/etc/a/parent",
        "/etc/a/parent/..",
        "/etc/a",
        "/etc/none",
        "/etc/a/real.conf/x",
        "/"
      })
  void readsNothingElse(String path) {
    assertThat(files.read(path)).isEmpty();
  }

  @Test
  void aLinkThatWouldLeaveTheHostEndsAtItsRoot() {
    host.file("/secret", "of the host");
    assertThat(files.read("/etc/a/far")).contains(new ConfigFile("/secret", "of the host"));
  }

  @Test
  void readsNoDeviceAndNothingLarge() throws Exception {
    host.file("/etc/large", "x".repeat(1024 * 1024 + 1)).file("/etc/most", "x".repeat(1024 * 1024));
    assertThat(new ProcessBuilder("mkfifo", host.at("/etc/fifo").toString()).start().waitFor())
        .isZero();
    assertThat(files.read("/etc/large")).isEmpty();
    assertThat(files.read("/etc/most")).isPresent();
    assertThat(files.read("/etc/fifo")).isEmpty();
  }

  @Test
  void listsADirectoryAlsoThroughALink() {
    host.file("/usr/lib/b/a.conf", "");
    assertThat(files.names("/lib/b")).containsExactly("a.conf", "other.conf");
    assertThat(files.names("/etc/none")).isEmpty();
    assertThat(files.names("/etc/a/real.conf")).isEmpty();
  }

  @Test
  void knowsWhatIsThere() {
    assertThat(files.exists("/etc/a/twice.conf")).isTrue();
    assertThat(files.exists("/lib/b")).isTrue();
    assertThat(files.exists("/etc/a/nowhere")).isFalse();
    assertThat(files.exists("/etc/none")).isFalse();
  }
}
