package io.keelson.agent.plan.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.setting.Hostname;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameAtBootTest {

  private static final Hostname WEB = new Hostname("web1");
  private static final CommandLine PLAIN = CommandLine.of("BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro");
  private static final CloudInit NO_CLOUD = new CloudInit(List.of(), false, "");
  private static final String MODULES = "cloud_init_modules:\n  - set_hostname\n";

  private static List<ConfigFile> files(String... texts) {
    return Stream.of(texts).map(text -> new ConfigFile("/f", text.replace("\\n", "\n"))).toList();
  }

  private static List<String> reasons(CommandLine kernel, CloudInit cloud, String... scripts) {
    return new NameAtBoot(kernel, cloud, files(scripts))
        .notPersistent(WEB).stream().map(Problem::message).toList();
  }

  private static CloudInit cloud(String... configs) {
    return new CloudInit(files(configs), false, "");
  }

  @Test
  void aPlainNodeKeepsItsName() {
    assertThat(reasons(PLAIN, NO_CLOUD)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ro systemd.hostname=other quiet",
    "systemd.hostname=\"other\"",
    "systemd.hostname=web1 systemd.hostname=other",
    "'\"systemd.hostname=other\"'"
  })
  void theKernelsCommandLineWins(String line) {
    assertThat(reasons(CommandLine.of(line), NO_CLOUD))
        .singleElement()
        .asString()
        .contains("hostname: the kernel's command line has systemd.hostname=other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "systemd.hostname=web1",
        "systemd.hostname=other systemd.hostname=web1",
        "systemd.hostname=",
        "hostname=other",
        "xsystemd.hostname=other",
        "dyndbg=\"x systemd.hostname=other\""
      })
  void otherOptionsDoNot(String line) {
    assertThat(reasons(CommandLine.of(line), NO_CLOUD)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "preserve_hostname: false\\n",
        "preserve_hostname: no",
        "#preserve_hostname: true",
        "  preserve_hostname: true",
        "preserve_hostname: true\\npreserve_hostname: false",
        "preserve_hostname:",
        "{preserve_hostname: true}",
      })
  void cloudInitMayRename(String config) {
    assertThat(reasons(PLAIN, cloud(MODULES, config)))
        .singleElement()
        .asString()
        .contains("cloud-init may give", "preserve_hostname is not true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preserve_hostname: true",
        "preserve_hostname: True # ours",
        "preserve_hostname:   'yes'",
        "preserve_hostname: \"on\"\r",
        "\"preserve_hostname\": true",
        "x: y\\npreserve_hostname: true\\n",
        "preserve_hostname: false\\npreserve_hostname: true",
      })
  void cloudInitMayNotWhereItPreservesTheName(String config) {
    assertThat(reasons(PLAIN, cloud(MODULES, config))).isEmpty();
  }

  @Test
  void aLaterFileOfCloudInitOverrides() {
    assertThat(
            reasons(PLAIN, cloud(MODULES + "preserve_hostname: false", "preserve_hostname: true")))
        .isEmpty();
    assertThat(
            reasons(PLAIN, cloud(MODULES + "preserve_hostname: true", "preserve_hostname: false")))
        .hasSize(1);
  }

  @Test
  void cloudInitWithoutTheModulesDoesNot() {
    assertThat(reasons(PLAIN, cloud("cloud_init_modules:\n  - ssh\n"))).isEmpty();
    assertThat(reasons(PLAIN, cloud("cloud_init_modules: [update-hostname]"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    // the file disables it, the kernel's command line, does it run?
    "false, ro,                    true",
    "true,  ro,                    false",
    "false, cloud-init=disabled,   false",
    "true,  cloud-init=enabled,    true",
  })
  void cloudInitThatIsDisabledDoesNot(boolean file, String kernel, boolean runs) {
    CloudInit cloud = new CloudInit(files(MODULES), file, "");
    assertThat(reasons(CommandLine.of(kernel), cloud)).hasSize(runs ? 1 : 0);
  }

  @Test
  void cloudInitThatGaveTheVeryNameDoesNot() {
    assertThat(reasons(PLAIN, new CloudInit(files(MODULES), false, "web1"))).isEmpty();
    assertThat(reasons(PLAIN, new CloudInit(files(MODULES), false, "ip-10-0-0-1"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#!/bin/sh\\nhostnamectl set-hostname \"$new_host_name\"\\n",
        "  hostnamectl hostname x",
        "hostname $1",
        "/bin/hostname \"$new_host_name\"",
        "if [ x ]; then hostname $n; fi",
        "test -n x && /usr/bin/hostname -F /etc/x",
        ". /usr/bin/google_set_hostname",
      })
  void aScriptOfTheNetworkMayRename(String script) {
    assertThat(reasons(PLAIN, NO_CLOUD, "exit 0", script))
        .singleElement()
        .asString()
        .contains("/f may set another name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# hostnamectl set-hostname x",
        "x=$(hostname)",
        "echo my hostname is",
        "hostname",
        "set_domainname x"
      })
  void otherScriptsDoNot(String script) {
    assertThat(reasons(PLAIN, NO_CLOUD, script)).isEmpty();
  }

  @Test
  void aLongWordNeedsNoDeepStack() throws InterruptedException {
    String url = "ignition.config.url=https://example.com/" + "a".repeat(4000);
    CommandLine[] read = new CommandLine[1];
    // That of the agent's threads.
    Thread small =
        new Thread(
            null, () -> read[0] = CommandLine.of("ro " + url + " quiet"), "small", 256 << 10);
    small.start();
    small.join();

    assertThat(read[0]).isNotNull();
    assertThat(read[0].words()).containsExactly("ro", url, "quiet");
  }
}
