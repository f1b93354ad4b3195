package io.keelson.agent.crash;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * strace(1) on one thread, from the moment on when this is made. What is to happen at a call
 * happens at its entry: the kernel does not carry out a call for which it has a deadly signal, or
 * whose number strace has taken away.
 */
final class Strace implements AutoCloseable {

  private final Process process;
  private final Path trace;

  private Strace(Process process, Path trace) {
    this.process = process;
    this.trace = trace;
  }

  /** Only writes down what changes something. */
  static Strace watch(Path folder, long thread) throws IOException {
    return attach(folder, thread);
  }

  /** Kills the process of the thread at this call. */
  static Strace killAt(Path folder, long thread, Point point) throws IOException {
    return attach(folder, thread, "-e", inject(point, "signal=SIGKILL"));
  }

  /** Lets this call fail. */
  static Strace failAt(Path folder, long thread, Point point, String errno) throws IOException {
    return attach(folder, thread, "-e", inject(point, "error=" + errno));
  }

  private static String inject(Point point, String what) {
    return "inject=%s:%s:when=%d".formatted(point.name(), what, point.number());
  }

  private static Strace attach(Path folder, long thread, String... more) throws IOException {
    Path trace = Files.createTempFile(folder, "trace", "");
    Path words = Files.createTempFile(folder, "strace", "");
    String[] command = new String[7 + more.length];
    List<String> plain =
        List.of(
            "strace", "-o", trace.toString(), "-e", "trace=" + Point.CHANGING, "-p", "" + thread);
    System.arraycopy(plain.toArray(), 0, command, 0, plain.size());
    System.arraycopy(more, 0, command, plain.size(), more.length);
    Process process = new ProcessBuilder(command).redirectError(words.toFile()).start();
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              String said = Files.readString(words);
              if (!process.isAlive()) {
                throw new IllegalStateException("strace has ended: " + said);
              }
              return said.contains("attached");
            });
    return new Strace(process, trace);
  }

  /** The changes so far; complete when this is closed. */
  List<Point> points() throws IOException {
    return Point.in(Files.readAllLines(trace, StandardCharsets.ISO_8859_1));
  }

  /** Lets go of the thread, if that is still there. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
