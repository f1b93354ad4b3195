package io.keelson.agent.host.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.ConfigFiles;
import io.keelson.agent.plan.boot.ConfigFile;
import io.keelson.agent.plan.boot.SysctlsAtBoot;
import io.keelson.testing.HostDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SysctlSourcesTest {

  @TempDir Path root;
  private HostDirectory host;

  @BeforeEach
  void start() {
    host = HostDirectory.in(root);
  }

  private SysctlsAtBoot read() {
    return new SysctlSources(new ConfigFiles(root)).read();
  }

  private List<String> later() {
    return read().later().stream().map(file -> file.path() + " " + file.text()).toList();
  }

  @Test
  void readsWhatComesAfterOursByNameOverAllDirectories() {
    host.file("/usr/lib/sysctl.d/99-d.conf", "d")
        .file("/lib/sysctl.d/95-e.conf", "e")
        .file("/etc/sysctl.d/zz.conf", "z")
        .file("/run/sysctl.d/91-b.conf", "b")
        .file("/usr/local/lib/sysctl.d/98-c.conf", "c")
        .file("/etc/sysctl.d/10-early.conf", "no")
        .file("/etc/sysctl.d/90-keelson.conf", "no")
        .file("/run/sysctl.d/90-keelson.conf", "no")
        .file("/etc/sysctl.d/99-no-suffix", "no")
        .file("/etc/sysctl.d/99-saved.conf.rpmsave", "no")
        .file("/etc/sysctl.d/.99-hidden.conf", "no");
    assertThat(later())
        .containsExactly(
            "/run/sysctl.d/91-b.conf b",
            "/lib/sysctl.d/95-e.conf e",
            "/usr/local/lib/sysctl.d/98-c.conf c",
            "/usr/lib/sysctl.d/99-d.conf d",
            "/etc/sysctl.d/zz.conf z");
  }

  @Test
  void aNameInAnEarlierDirectoryHidesItInALaterOne() {
    host.file("/usr/lib/sysctl.d/99-a.conf", "usr")
        .file("/usr/local/lib/sysctl.d/99-a.conf", "local")
        .file("/run/sysctl.d/99-a.conf", "run")
        .file("/usr/lib/sysctl.d/99-b.conf", "usr")
        .link("/etc/sysctl.d/99-b.conf", "/dev/null");
    assertThat(later()).containsExactly("/run/sysctl.d/99-a.conf run");
    host.file("/etc/sysctl.d/99-a.conf", "etc");
    assertThat(later()).containsExactly("/etc/sysctl.d/99-a.conf etc");
  }

  @Test
  void theUsualLinkPutsTheOldFileAmongTheOthers() {
    host.file("/etc/sysctl.conf", "old").file("/etc/sysctl.d/99-z.conf", "z");
    assertThat(read().sysctlConf()).contains(new ConfigFile("/etc/sysctl.conf", "old"));
    host.link("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf");
    assertThat(later()).containsExactly("/etc/sysctl.conf old", "/etc/sysctl.d/99-z.conf z");
    assertThat(read().sysctlConf()).isEmpty();
  }

  @Test
  void theCredentialIsReadLast() {
    host.file("/etc/sysctl.d/zz.conf", "z").file("/run/credentials/@system/sysctl.extra", "x");
    assertThat(later()).last().isEqualTo("/run/credentials/@system/sysctl.extra x");
  }

  @Test
  void seesSystemd() {
    assertThat(read().systemd()).isFalse();
    host.directory("/run/systemd/system");
    assertThat(read().systemd()).isTrue();
  }

  @Test
  void readsTheActiveProfileOfTunedAndWhatItIncludesBeforeIt() {
    host.file("/etc/tuned/active_profile", "mine other\n")
        .file("/etc/tuned/mine/tuned.conf", "[main]\ninclude=base, extra\n")
        .file("/usr/lib/tuned/mine/tuned.conf", "hidden")
        .file("/usr/lib/tuned/base/tuned.conf", "[main]\ninclude=mine;deep\n")
        .file("/usr/lib/tuned/profiles/deep/tuned.conf", "deep")
        .file("/usr/lib/tuned/extra/tuned.conf", "extra")
        .file("/etc/tuned/profiles/other/tuned.conf", "other")
        .file("/usr/lib/tuned/unused/tuned.conf", "unused");
    assertThat(read().tuned().active()).isEqualTo("mine other");
    assertThat(read().tuned().files())
        .extracting(ConfigFile::path)
        .containsExactly(
            "/usr/lib/tuned/profiles/deep/tuned.conf",
            "/usr/lib/tuned/base/tuned.conf",
            "/usr/lib/tuned/extra/tuned.conf",
            "/etc/tuned/mine/tuned.conf",
            "/etc/tuned/profiles/other/tuned.conf");
  }

  @Test
  void takesNoPathForAProfile() {
    host.file("/etc/tuned/active_profile", "../secret a/b")
        .file("/etc/secret/tuned.conf", "x")
        .file("/etc/tuned/a/b/tuned.conf", "x");
    assertThat(read().tuned().files()).isEmpty();
  }
}
