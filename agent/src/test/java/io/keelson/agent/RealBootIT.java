package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.agent.host.RealNode;
import io.keelson.setting.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lasts on a node with a real kernel behind it, and what does not. */
class RealBootIT {

  private static final String POLICY =
      """
      {"sysctls": [{"name": "net.*"}], "files": [{"root": "/etc/keelson.d"}], "hostname": {"allowed": true}}
      """;

  @TempDir Path work;
  private RealNode node;
  private TestAgent agent;

  @BeforeEach
  void start() throws IOException {
    node = RealNode.start();
    agent = TestAgent.on(node.root(), work, POLICY, true);
    assertThat(agent.get("/v1/hostname").body()).contains("\"value\":\"before\"");
    node.run("sysctl", "-w", "net.ipv4.tcp_fin_timeout=60");
  }

  @AfterEach
  void stop() {
    agent.close();
    node.close();
  }

  private Answer timeout(String value) {
    return agent.post("/v1/sysctl", Parameter.of("net.ipv4.tcp_fin_timeout", value));
  }

  private Answer name(String name) {
    return agent.post("/v1/hostname", Parameter.of("hostname", name));
  }

  /** A shell by the kubelet's name, which waits; there is one when this returns. */
  private void kubelet(String before, String options) throws IOException {
    node.run(
        "sh",
        "-c",
        """
        [ -e /var/lib/kubelet ] || cp /bin/sh /var/lib/kubelet
        %s /var/lib/kubelet -c 'sleep 300; :' kubelet %s >/dev/null 2>&1 &
        until pgrep -ax kubelet | grep -q -e '%s$'; do sleep 0.01; done
        """
            .formatted(before, options, options));
  }

  @Test
  @DisplayName("N-06: a read-only /etc leaves sysctls possible, until the next boot")
  void setsSysctlsWhereEtcIsReadOnly() throws IOException {
    assertThat(timeout("31").body()).contains("\"notPersistent\":[]");
    assertThat(node.run("mount", "-o", "remount,ro", "/etc")).isEmpty();
    Answer set = timeout("33");
    assertThat(set.status()).as(set.body()).isEqualTo(200);
    assertThat(set.body())
        .contains("\"now\":\"33\",\"changed\":true", "NOT_PERSISTENT")
        .contains("net.ipv4.tcp_fin_timeout: /etc/sysctl.d is read-only on this node");
    assertThat(node.run("sysctl", "-n", "net.ipv4.tcp_fin_timeout")).isEqualTo("33");
    assertThat(node.run("cat", "/etc/sysctl.d/90-keelson.conf")).endsWith("= 31");
    assertThat(timeout("33").body()).contains("\"changed\":false", "NOT_PERSISTENT");
    assertThat(agent.health("/readyz").status()).isEqualTo(200);
    assertThat(node.run("mount")).as("nobody mounts it anew").containsPattern(" /etc .*\\(ro");
    node.run("mount", "-o", "remount,rw", "/etc");
    assertThat(timeout("33").body()).contains("\"notPersistent\":[]");
    assertThat(node.run("cat", "/etc/sysctl.d/90-keelson.conf")).endsWith("= 33");
  }

  @Test
  @DisplayName("N-06: files and the name are refused where /etc is read-only")
  void refusesWhatCannotBeWritten() throws IOException {
    node.run("mount", "-o", "remount,ro", "/etc");
    Answer file = agent.post("/v1/file", Parameter.of("/etc/keelson.d/a", "x"));
    Answer named = name("node1");
    assertThat(file.status()).isEqualTo(503);
    assertThat(named.status()).isEqualTo(503);
    assertThat(file.body()).contains("FS_READ_ONLY");
    assertThat(named.body()).contains("FS_READ_ONLY");
    assertThat(node.run("ls", "/etc/keelson.d")).isEmpty();
    assertThat(node.run("hostname")).isEqualTo("before");
  }

  @Test
  @DisplayName("N-06: what the next boot would set again is not given back where /etc is read-only")
  void givesBackWhereEtcIsReadOnlyOnlyWhatStays() throws IOException {
    timeout("31");
    node.run("mount", "-o", "remount,ro", "/etc");
    Parameter other = Parameter.of("net.ipv4.tcp_keepalive_time", "7100");
    assertThat(agent.post("/v1/sysctl", other).body()).contains("FS_READ_ONLY");
    assertThat(node.run("sysctl", "-n", "net.ipv4.tcp_fin_timeout")).isEqualTo("31");
    assertThat(
            agent.post("/v1/sysctl", other, Parameter.of("net.ipv4.tcp_fin_timeout", "31")).body())
        .contains("\"changed\":true", "net.ipv4.tcp_keepalive_time: /etc/sysctl.d is read-only")
        .doesNotContain("net.ipv4.tcp_fin_timeout: /etc");
    assertThat(timeout("31").body()).contains("\"key\":\"net.ipv4.tcp_keepalive_time\"");
    assertThat(node.run("sysctl", "-n", "net.ipv4.tcp_keepalive_time")).isNotEqualTo("7100");
  }

  @Test
  @DisplayName("N-06: where nothing can be written, nothing is changed")
  void changesNothingWhereNothingCanBeWritten() throws IOException {
    node.run("mount", "-o", "remount,ro", "/etc");
    node.run("mount", "-o", "remount,ro", "/var/lib");
    Answer answer = timeout("33");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("FS_READ_ONLY", "/var/lib/keelson");
    assertThat(node.run("sysctl", "-n", "net.ipv4.tcp_fin_timeout")).isEqualTo("60");
  }

  @Test
  @DisplayName("H-11: the kernel tells the node's kubelet from one in a container")
  void knowsTheNodesOwnKubelet() throws IOException {
    kubelet("unshare --pid --fork --mount-proc", "--hostname-override=node1 --v=1");
    assertThat(name("web1").body()).contains("no kubelet is seen");
    kubelet("", "--v=2");
    assertThat(name("web1").body()).contains("this node's kubelet takes");
    node.run(
        "sh",
        "-c",
        "pkill -f 'kubelet --v=[2]'; while pgrep -f 'kubelet --v=[2]'; do sleep 0.01; done");
    kubelet("", "--hostname-override=node1 --v=3");
    assertThat(name("web1").status()).isEqualTo(200);
    assertThat(node.run("hostname")).isEqualTo("web1");
  }
}
