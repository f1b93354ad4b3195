package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new name of the node means to others on it. */
class HostnameIT {

  private static final String PLAIN = "{\"hostname\": {\"allowed\": true}}";
  private static final String ACCEPTED =
      "{\"hostname\": {\"allowed\": true, \"kubeletNodeName\": \"accepted\"}}";

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    host = HostDirectory.in(Files.createDirectory(work.resolve("host"))).hostname("before");
    agent = TestAgent.withPolicy(host, Files.createDirectory(work.resolve("agent")), PLAIN);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private void accept() throws Exception {
    agent.close();
    agent = TestAgent.withPolicy(host, Files.createDirectory(work.resolve("other")), ACCEPTED);
  }

  private Answer name(String name) {
    return agent.post("/v1/hostname", Parameter.of("hostname", name));
  }

  private void isRefused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body())
        .contains("HOSTNAME_NOT_ALLOWED", "parameters[0].value", "another node than node1");
    assertThat(host.hostname()).isEqualTo("before");
    assertThat(host.read("/etc/hostname")).isEqualTo("before\n");
  }

  @Test
  @DisplayName("H-11: a kubelet that takes the node's name from the host would lose it")
  void refusesANameThatTheKubeletWouldTake() {
    host.process(7, "kubelet", "0", "7", "/usr/bin/kubelet", "--v=2");
    HostSnapshot before = host.snapshot();
    isRefused(name("web1"));
    isRefused(agent.post("/v1/hostname?dryRun=true", Parameter.of("hostname", "web1")));
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    assertThat(name("node1").status()).as("that is its name in Kubernetes").isEqualTo(200);
    assertThat(host.hostname()).isEqualTo("node1");
  }

  @Test
  @DisplayName("H-11: a kubelet with a name of its own does not mind")
  void allowsAnyNameWhereTheKubeletHasItsOwn() {
    host.process(7, "kubelet", "0", "7", "/usr/bin/kubelet", "--hostname-override=node1");
    assertThat(name("web1").status()).isEqualTo(200);
    assertThat(host.hostname()).isEqualTo("web1");
  }

  @Test
  @DisplayName("H-11: nobody but the node's own kubelet can say so")
  void doesNotBelieveAProcessInAPod() {
    host.process(7, "kubelet", "0", "7", "/usr/bin/kubelet")
        .process(8, "kubelet", "0", "8\t1", "kubelet", "--hostname-override=node1");
    isRefused(name("web1"));
  }

  @Test
  @DisplayName("H-11: where no kubelet is seen, a site may accept it")
  void asksTheSiteWhereNothingIsKnown() throws Exception {
    isRefused(name("web1"));
    accept();
    assertThat(name("web1").status()).isEqualTo(200);
    assertThat(host.hostname()).isEqualTo("web1");
  }

  @Test
  @DisplayName("H-13: what will give the node another name at its next boot is named")
  void saysWhatWillUndoItAtTheNextBoot() {
    host.file("/proc/cmdline", "ro systemd.hostname=golden\n")
        .file("/etc/cloud/cloud.cfg", "cloud_init_modules:\n - update_hostname\n")
        .file("/etc/NetworkManager/NetworkManager.conf", "[main]\nhostname-mode=dhcp\n")
        .file("/etc/NetworkManager/dispatcher.d/50-name", "hostnamectl set-hostname $x\n");
    HostSnapshot before = host.snapshot();
    Answer answer = name("node1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().split("NOT_PERSISTENT", -1)).hasSize(4);
    assertThat(answer.body())
        .contains("systemd.hostname=golden", "preserve_hostname", "dispatcher.d/50-name")
        .doesNotContain("NetworkManager.conf");
    assertThat(before.changesTo(host.snapshot()))
        .as("their files are left alone")
        .noneMatch(change -> change.matches(".*(cloud|NetworkManager|cmdline).*"));
    assertThat(name("node1").body())
        .as("it is still so when nothing has to change")
        .contains("\"changed\":false", "systemd.hostname=golden");
  }

  @Test
  @DisplayName("H-13: a name that stays is not spoken ill of")
  void saysNothingOfANodeThatKeepsItsName() {
    host.file("/proc/cmdline", "ro quiet\n")
        .file("/etc/cloud/cloud.cfg", "preserve_hostname: false\nx: [update_hostname]\n")
        .file("/etc/cloud/cloud.cfg.d/99-keep.cfg", "preserve_hostname: true\n")
        .file("/etc/NetworkManager/NetworkManager.conf", "[main]\nhostname-mode=dhcp\n");
    assertThat(name("node1").body()).contains("\"notPersistent\":[]");
  }

  @Test
  @DisplayName("H-14: a second change within 30 s is refused for now")
  void refusesChangesThatFollowEachOther() throws Exception {
    accept();
    assertThat(name("a1").status()).isEqualTo(200);
    Answer second = name("a2");
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.body()).contains("HOSTNAME_THROTTLED", "less than 30 s ago: not before 20");
    assertThat(second.headers().get("retry-after")).containsExactly("30");
    assertThat(host.hostname()).isEqualTo("a1");
    assertThat(host.read("/etc/hostname")).isEqualTo("a1\n");
    assertThat(name("a1").body()).as("which changes nothing").contains("\"changed\":false");
    assertThat(agent.post("/v1/hostname?dryRun=true", Parameter.of("hostname", "a2")).status())
        .as("which changes nothing either")
        .isEqualTo(200);
  }
}
