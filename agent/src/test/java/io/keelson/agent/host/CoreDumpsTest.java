package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** */
final class CoreDumpsTest {

  private static final String NONE = "Max core file size +1 +1 +bytes";

  /** Of the process that runs the tests, which needs no core dumps either. */
  @Test
  void theKernelKeepsNothingOfThisProcess() {
    CoreDumps.forbid();

    assertThat(Path.of("/proc/self/limits")).content().containsPattern(NONE);
  }

  /** 0 would not do where the kernel gives cores to a program. */
  @Test
  void theAgentBeginsWithIt(@TempDir Path work) throws IOException {
    Process agent = agent(work);
    try {
      Path limits = Path.of("/proc/" + agent.pid() + "/limits");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(Files.readString(limits)).containsPattern(NONE));
      assertThat(agent.isAlive()).isTrue();
    } finally {
      agent.destroyForcibly();
    }
  }

  /** One that never gets a certificate, on a host that is an empty directory. */
  private static Process agent(Path work) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--node-name=node1",
            "--port=1",
            "--health-port=0",
            "--no-namespaces",
            "--controller=127.0.0.1:1",
            "--trust-dir=" + work,
            "--host-root=" + Files.createDirectory(work.resolve("host")));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(work.resolve("log").toFile())
        .start();
  }
}
