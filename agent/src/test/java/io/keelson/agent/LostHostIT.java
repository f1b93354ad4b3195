package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent where the node is not, or not where it must be. */
class LostHostIT {

  private static final List<String> READS =
      List.of("/v1/sysctl?key=vm.swappiness", "/v1/hostname", "/v1/file?key=/etc/app/a.conf");

  @TempDir Path work;
  private HostDirectory host;

  @BeforeEach
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .sysctl("vm.swappiness", "60")
            .file("/etc/app/a.conf", "old");
  }

  private TestAgent agent(boolean namespaces) {
    return TestAgent.on(host.root(), work, "vm.*", "/etc/app,/etc/none", namespaces);
  }

  private static List<Answer> changes(TestAgent agent) {
    return List.of(
        agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "10")),
        agent.post("/v1/hostname", Parameter.of("hostname", "node7")),
        agent.post("/v1/file", Parameter.of("/etc/app/a.conf", "new")));
  }

  @Test
  void saysSoInsteadOfReadingOrChangingAnythingWhenTheMountIsGone() throws Exception {
    try (TestAgent agent = agent(false)) {
      Path away = work.resolve("away");
      Files.move(host.root(), away);
      Files.createDirectory(host.root());
      assertThat(agent.health("/readyz").status()).isEqualTo(503);
      assertThat(changes(agent)).allSatisfy(LostHostIT::isUnavailable);
      assertThat(READS).allSatisfy(read -> isUnavailable(agent.get(read)));
      assertThat(host.root()).isEmptyDirectory();
      Files.delete(host.root());
      assertThat(changes(agent)).allSatisfy(LostHostIT::isUnavailable);
      Files.move(away, host.root());
      assertThat(changes(agent)).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
    }
  }

  private static void isUnavailable(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body())
        .contains("HOST_UNAVAILABLE", "this node is not ready")
        .doesNotContain("/host");
  }

  @Test
  @DisplayName("F-16: the host's etc is a link that would lead into the container")
  void doesNotFollowALinkInThePlaceOfEtc() throws Exception {
    try (TestAgent agent = agent(false)) {
      Files.move(host.at("/etc"), work.resolve("elsewhere"));
      Files.createSymbolicLink(host.at("/etc"), work.resolve("elsewhere"));
      assertThat(agent.health("/readyz").status()).isEqualTo(503);
      assertThat(changes(agent)).allSatisfy(LostHostIT::isUnavailable);
      assertThat(work.resolve("elsewhere/app/a.conf")).hasContent("old");
      assertThat(work.resolve("elsewhere/hostname")).hasContent("node1");
      assertThat(work.resolve("elsewhere/sysctl.d")).isEmptyDirectory();
    }
  }

  @Test
  @DisplayName("S-30: nothing of the agent's own namespaces is given out as the node's")
  void readsNothingOutsideTheNodesNamespaces() {
    try (TestAgent agent = agent(true)) {
      assertThat(READS)
          .allSatisfy(
              read -> {
                Answer answer = agent.get(read);
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                assertThat(answer.body()).contains("SYSCTL_WRONG_NAMESPACE");
              });
    }
  }

  @Test
  @DisplayName("A directory that is not there, also when it is the allowed one itself")
  void namesTheMissingDirectory() {
    try (TestAgent agent = agent(false)) {
      for (String path : List.of("/etc/app/no/x.conf", "/etc/none/x.conf")) {
        Answer answer = agent.post("/v1/file", Parameter.of(path, "x"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("PATH_PARENT_MISSING", "make it first");
        assertThat(agent.get("/v1/file?key=" + path).body())
            .contains("PATH_PARENT_MISSING", "make it first");
      }
    }
  }
}
