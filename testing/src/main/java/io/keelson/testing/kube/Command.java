package io.keelson.testing.kube;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program with arguments; {@link #run} waits for its end. Not for several threads. */
public final class Command {

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private @Nullable Path directory;
  private Duration atMost = Duration.ofMinutes(2);

  private Command(List<String> words) {
    this.words.addAll(words);
  }

  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  public Command and(String... more) {
    words.addAll(List.of(more));
    return this;
  }

  /** Adds a variable to the environment that this process has. */
  public Command with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public Command input(String text) {
    this.input = text;
    return this;
  }

  public Command in(Path directory) {
    this.directory = directory;
    return this;
  }

  /** Ends it after this time, which counts as failure; otherwise 2 minutes. */
  public Command atMost(Duration time) {
    this.atMost = time;
    return this;
  }

  public CommandResult run() {
    try {
      Path out = Files.createTempFile("command", ".out");
      Path err = Files.createTempFile("command", ".err");
      try {
        // Files, not pipes: a child that outlives the program would keep a pipe open for ever.
        Process process =
            builder().redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try (OutputStream stdin = process.getOutputStream()) {
          stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException closed) {
          // It ended without reading all; its exit code and stderr say why.
          input = "";
        }
        int code = exitCode(process);
        return new CommandResult(code, Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it in the background with all output in a file. */
  Process start(Path log) {
    try {
      return builder().redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(words);
    // Everything that tests talk to is on this machine.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    builder.environment().putAll(environment);
    return directory == null ? builder : builder.directory(directory.toFile());
  }

  private int exitCode(Process process) {
    try {
      if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new IllegalStateException(words + " did not end within " + atMost);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(words + " was interrupted", e);
    }
  }
}
