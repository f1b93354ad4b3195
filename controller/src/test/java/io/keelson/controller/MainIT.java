package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.Answer;
import io.keelson.testing.MyKindAssert;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program. */
@ExtendWith(ApiServerExtension.class)
final class MainIT {

  private static final Path PROGRAM = Path.of("target/app/keelson-controller.jar").toAbsolutePath();
  private static final int SIGTERM = 128 + 15;

  private final ApiServer api;
  private final List<Process> started = new ArrayList<>();
  @TempDir private Path directory;

  MainIT(ApiServer api) {
    this.api = api;
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Process run(Path log, String... options) throws IOException {
    return runWith(api.kubeconfig(), log, options);
  }

  private Process runWith(Path kubeconfig, Path log, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-jar",
                PROGRAM.toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    // The key in this kubeconfig is an elliptic one in PKCS#8, whose header does not say so.
    builder.environment().put("KUBERNETES_CERTS_CLIENT_KEY_ALGO", "EC");
    Process process = builder.redirectOutput(log.toFile()).start();
    started.add(process);
    return process;
  }

  @Test
  void namesEveryWrongOptionAtOnce() throws Exception {
    Path log = directory.resolve("log");

    Process process = run(log, "--agent-port", "70000", "--max-calls", "0");

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(log)).contains("--agent-port 70000", "--max-calls 0");
  }

  @Test
  void saysHowADurationIsWritten() throws Exception {
    Path log = directory.resolve("log");

    Process process = run(log, "ca", "replace", "--timeout", "10m");

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(log)
        .content()
        .contains("\"10m\" is not a duration of ISO-8601: write it like PT30S");
  }

  @Test
  void knowsItsVersion() throws Exception {
    Path log = directory.resolve("log");

    Process process = run(log, "ca", "--version");

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(log).content().startsWith("keelson-controller ").doesNotContain("unpackaged");
  }

  @Test
  void aPersonWithoutRightsIsToldInOneSentence() throws Exception {
    Path log = directory.resolve("log");
    Path kubeconfig = directory.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        Files.readString(api.kubeconfig()).replaceAll("client-(certificate|key)", "x-$1"));

    Process process = runWith(kubeconfig, log, "ca", "status");

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(log)
        .content()
        .contains("the API server refuses: ")
        .doesNotContain("StatusDetails", "Exception");
  }

  @Test
  void aPersonIsSoonToldThatTheApiServerDoesNotAnswer() throws Exception {
    Path log = directory.resolve("log");
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      String url = "https://127.0.0.1:" + silent.getLocalPort();
      Path kubeconfig = directory.resolve("kubeconfig");
      Files.writeString(kubeconfig, Files.readString(api.kubeconfig()).replace(api.url(), url));

      Process process = runWith(kubeconfig, log, "ca", "status");

      // Twice 5 s, and the start of a JVM.
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(log).content().contains("cannot reach the API server at " + url);
    }
  }

  /** P-17. */
  @Test
  void endsOnSigtermWhenTheCallInFlightHasEnded() throws Exception {
    try (Rig rig = Rig.on(api)) {
      rig.stopController();
      Path log = directory.resolve("log");
      Process process =
          run(log, "--agent-port=" + rig.agentPort(), "--enrol-port=0", "--ops-port=0");
      rig.apply(aMyKind().named("works").sysctl("vm.swappiness", "10"));
      rig.await("works", MyKindAssert::isSuccess);

      rig.agent("node1").next(new Answer.Hang());
      rig.apply(aMyKind().named("works").sysctl("vm.swappiness", "20"));
      Rig.eventually(() -> assertThat(rig.agent("node1").requests()).hasSize(2));
      process.destroy();
      Rig.eventually(() -> assertThat(log).content().contains("ending: told to"));
      assertThat(process.isAlive()).isTrue();
      rig.agent("node1").letGo();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(SIGTERM);
      assertThat(log).content().doesNotContain("still in flight");
    }
  }
}
