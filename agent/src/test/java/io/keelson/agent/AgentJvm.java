package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the tests in a process of its own, with the options that the agent's image gives
 * Java: what is said to fit into the agent's memory has to fit there.
 */
public final class AgentJvm implements AutoCloseable {

  private static final Path OPTIONS = Path.of("../images/agent.jvm-options").toAbsolutePath();

  private final Process process;
  private final Path output;

  private AgentJvm(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a class's {@code main}. */
  public static AgentJvm start(Class<?> program, Path work, String... arguments)
      throws IOException {
    Path output = Files.createTempFile(work, "output", "");
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + OPTIONS,
            "-Djna.nounpack=false",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName());
    Process process =
        new ProcessBuilder(Stream.concat(java.stream(), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new AgentJvm(process, output);
  }

  /** Runs it to its end, which has to be a good one; what it wrote. */
  public static String run(Class<?> program, Path work, String... arguments) throws Exception {
    try (AgentJvm jvm = start(program, work, arguments)) {
      assertThat(jvm.process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(jvm.process.exitValue()).as(jvm.output()).isZero();
      return jvm.output();
    }
  }

  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Ends it as a crash does. */
  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
