package io.keelson.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The node's own UTS, IPC and network namespaces: those of PID 1. A write to {@code /proc/sys/net}
 * or to the host name reaches the namespaces of the thread that writes, whatever mount it goes
 * through, so that thread has to be in them.
 */
public final class HostNamespaces {

  private record Kind(String name, int flag) {}

  /** Flags of setns(2). */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("uts", 0x04000000), new Kind("ipc", 0x08000000), new Kind("net", 0x40000000));

  private final Optional<Path> proc;

  private HostNamespaces(Optional<Path> proc) {
    this.proc = proc;
  }

  /** Those of the PID 1 that {@code proc} below this root shows. */
  public static HostNamespaces of(Path hostRoot) {
    return new HostNamespaces(Optional.of(hostRoot.resolve("proc")));
  }

  /** None to enter: the host is a directory made for a test. Never for a node. */
  public static HostNamespaces none() {
    return new HostNamespaces(Optional.empty());
  }

  /**
   * Moves the calling thread into them and looks whether it is there.
   *
   * @return why it is not; empty when it is
   */
  Optional<String> enter() {
    if (proc.isEmpty()) {
      return Optional.empty();
    }
    try {
      return enterBelow(proc.get());
    } catch (IOException e) {
      return Optional.of("the namespaces of PID 1 cannot be seen below the host root's proc");
    } catch (ErrnoException e) {
      return Optional.of("the namespaces of PID 1 cannot be entered (" + e.getMessage() + ")");
    }
  }

  private static Optional<String> enterBelow(Path proc) throws IOException, ErrnoException {
    if (isOwn(proc)) {
      return Optional.of("the host root's proc is the agent's own, not the node's");
    }
    for (Kind kind : KINDS) {
      enter(proc.resolve("1/ns/" + kind.name), kind.flag);
    }
    for (Kind kind : KINDS) {
      Path wanted = Files.readSymbolicLink(proc.resolve("1/ns/" + kind.name));
      Path actual = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/" + kind.name));
      if (!wanted.equals(actual)) {
        return Optional.of(
            "the agent is in the " + kind.name + " namespace " + actual + ", PID 1 in " + wanted);
      }
    }
    return Optional.empty();
  }

  /** True when this process is PID 1 there. */
  private static boolean isOwn(Path proc) {
    try {
      return Files.readSymbolicLink(proc.resolve("self")).toString().equals("1");
    } catch (IOException notSeenThere) {
      return false;
    }
  }

  private static void enter(Path namespace, int flag) throws ErrnoException {
    // Followed on purpose: the entries of /proc/PID/ns are links of the kernel's own.
    int descriptor = Posix.openat(Posix.AT_FDCWD, namespace.toString(), Posix.O_RDONLY, 0);
    try {
      Posix.setns(descriptor, flag);
    } finally {
      Posix.close(descriptor);
    }
  }
}
