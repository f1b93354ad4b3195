package io.keelson.agent.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.ConfigFiles;
import io.keelson.agent.plan.boot.CloudInit;
import io.keelson.agent.plan.boot.ConfigFile;
import io.keelson.agent.plan.boot.NameAtBoot;
import io.keelson.testing.HostDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameSourcesTest {

  @TempDir Path root;
  private HostDirectory host;

  @BeforeEach
  void start() {
    host = HostDirectory.in(root);
  }

  private NameAtBoot read() {
    return new NameSources(new ConfigFiles(root)).read();
  }

  private CloudInit cloud() {
    return read().cloud();
  }

  @Test
  void readsTheKernelsCommandLine() {
    host.file("/proc/cmdline", "ro systemd.hostname=a\n");
    assertThat(read().kernel().words()).containsExactly("ro", "systemd.hostname=a");
  }

  @Test
  void readsCloudInitsFilesInTheirOrder() {
    host.file("/etc/cloud/cloud.cfg.d/20-b.cfg", "b")
        .file("/etc/cloud/cloud.cfg.d/05-a.cfg", "a")
        .file("/etc/cloud/cloud.cfg.d/README", "no");
    assertThat(cloud().configs()).as("it is not installed").isEmpty();
    host.file("/etc/cloud/cloud.cfg", "main")
        .file("/run/cloud-init/cloud.cfg", "run")
        .file("/var/lib/cloud/instances/i-1/cloud-config.txt", "user")
        .file("/var/lib/cloud/instances/i-1/vendor-cloud-config.txt", "vendor")
        .link("/var/lib/cloud/instance", "/var/lib/cloud/instances/i-1");
    assertThat(cloud().configs())
        .extracting(ConfigFile::text)
        .containsExactly("main", "a", "b", "run", "vendor", "user");
  }

  @Test
  void seesThatCloudInitIsDisabled() {
    assertThat(cloud().disabled()).isFalse();
    host.file("/run/cloud-init/disabled", "");
    assertThat(cloud().disabled()).isTrue();
  }

  @Test
  void seesThatAnAdministratorDisabledIt() {
    host.file("/etc/cloud/cloud-init.disabled", "");
    assertThat(cloud().disabled()).isTrue();
  }

  @Test
  void knowsTheNameThatCloudInitGave() {
    host.file("/var/lib/cloud/data/previous-hostname", "ip-10-0-0-1\n");
    assertThat(cloud().given()).isEqualTo("ip-10-0-0-1");
  }

  @Test
  void readsTheScriptsOfTheNetwork() {
    host.file("/etc/NetworkManager/dispatcher.d/google_hostname.sh", "a")
        .file("/etc/NetworkManager/dispatcher.d/pre-up.d/x", "not looked at")
        .file("/usr/lib/NetworkManager/dispatcher.d/x", "b")
        .file("/etc/dhcp/dhclient-exit-hooks.d/x", "c");
    assertThat(read().scripts()).extracting(ConfigFile::text).containsExactly("a", "b", "c");
  }
}
