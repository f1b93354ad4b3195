package io.keelson.agent.host;

import io.keelson.agent.host.Directory.OpenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The node's own processes: those of root, and in no container. Whoever may run a pod can name a
 * process as he likes, so that its name alone says nothing. For any thread.
 */
public record NodeProcesses(Path hostRoot) {

  private static final int LONGEST_COMMAND = 2 * 1024 * 1024;

  /** The command lines of those that the kernel knows by this name (proc_pid_comm(5)). */
  public List<List<String>> commands(String name) {
    List<List<String>> commands = new ArrayList<>();
    try (Directory root = HostRoot.of(hostRoot).open();
        Directory proc = root.child("proc")) {
      for (String id : proc.names()) {
        if (id.matches("[0-9]{1,10}")) {
          command(proc, id, name).ifPresent(commands::add);
        }
      }
    } catch (ErrnoException | IOException unreadable) {
      return List.of();
    }
    return commands;
  }

  private static Optional<List<String>> command(Directory proc, String id, String name) {
    try (Directory process = proc.child(id)) {
      if (!text(process, "comm").strip().equals(name) || !isOfTheNode(text(process, "status"))) {
        return Optional.empty();
      }
      return words(text(process, "cmdline"));
    } catch (ErrnoException ended) {
      return Optional.empty();
    }
  }

  /** Each of them ends with a NUL; a thread of the kernel has none (proc_pid_cmdline(5)). */
  private static Optional<List<String>> words(String command) {
    return command.isEmpty()
        ? Optional.empty()
        : Optional.of(List.of(command.replaceFirst("\0$", "").split("\0", -1)));
  }

  private static String text(Directory process, String file) throws ErrnoException {
    try (OpenFile open = process.openForRead(file)) {
      return new String(open.readAll(LONGEST_COMMAND), StandardCharsets.UTF_8);
    }
  }

  /**
   * By proc_pid_status(5): {@code NSpid} has a number for each PID namespace below that of the
   * node's /proc in which the process is, and a container has one of its own.
   */
  private static boolean isOfTheNode(String status) {
    return field(status, "Uid:").startsWith("0 ") && !field(status, "NSpid:").contains(" ");
  }

  private static String field(String status, String field) {
    return Stream.of(status.split("\n", -1))
        .filter(line -> line.startsWith(field))
        .map(line -> line.substring(field.length()).strip().replaceAll("\\s+", " "))
        .findFirst()
        .orElse("");
  }
}
