package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.HOST_ERROR;

import io.keelson.agent.plan.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code proc/meminfo} below the host's root (proc_meminfo(5)). For any thread. */
public record NodeMemory(Path hostRoot) {

  private static final Pattern LINE = Pattern.compile("([A-Za-z_()]+): +([0-9]{1,18}) kB");

  /**
   * Reads it.
   *
   * @throws HostException when it cannot be read, since nothing can be said about values then
   */
  public Memory read() throws HostException {
    try {
      List<String> lines = Files.readAllLines(hostRoot.resolve("proc/meminfo"));
      return new Memory(
          kilobytes(lines, "MemTotal").orElseThrow(NodeMemory::unknown),
          kilobytes(lines, "Hugepagesize").orElse(0L),
          Posix.getpagesize());
    } catch (IOException e) {
      throw unknown();
    }
  }

  private static Optional<Long> kilobytes(List<String> lines, String name) {
    return lines.stream()
        .map(LINE::matcher)
        .filter(line -> line.matches() && line.group(1).equals(name))
        .map(line -> Long.parseLong(line.group(2)))
        .findFirst();
  }

  private static HostException unknown() {
    return new HostException(
        HOST_ERROR, "", "this node's proc/meminfo does not tell how much memory it has");
  }
}
