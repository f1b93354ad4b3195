package io.keelson.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A node with a kernel behind it: a process that is PID 1 of namespaces of its own, with an empty
 * {@code /etc}, {@code /var/lib} and {@code /var/log}. Its root is reached through {@code
 * /proc/PID/root}. Needs root.
 */
public final class RealNode implements AutoCloseable {

  private static final String SCRIPT =
      "for own in /etc /var/lib /var/log; do mount -t tmpfs -o mode=755 none $own || exit 1; done; mkdir /etc/sysctl.d /etc/keelson.d && hostname before && echo before > /etc/hostname"
          + " && echo ready && exec sleep 600";

  private final Process process;
  private final ProcessHandle first;

  private RealNode(Process process, ProcessHandle first) {
    this.process = process;
    this.first = first;
  }

  public static RealNode start() throws IOException {
    Process process =
        new ProcessBuilder(
                "unshare",
                "--uts",
                "--net",
                "--ipc",
                "--pid",
                "--mount",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-c",
                SCRIPT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(out.readLine())) {
      throw new IOException("no namespaces: is this run as root?");
    }
    return new RealNode(process, process.children().findFirst().orElseThrow());
  }

  public Path root() {
    return Path.of("/proc/" + first.pid() + "/root");
  }

  /** Runs a command on the node and gives what it prints. */
  public String run(String... command) throws IOException {
    String[] all = new String[command.length + 4];
    all[0] = "nsenter";
    all[1] = "--all";
    all[2] = "--target";
    all[3] = Long.toString(first.pid());
    System.arraycopy(command, 0, all, 4, command.length);
    Process ran = new ProcessBuilder(all).redirectErrorStream(true).start();
    return new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Gives one of its network interfaces to another node. */
  public void give(String device, RealNode to) throws IOException {
    // Seen from here, where both have a process id.
    Process moved =
        new ProcessBuilder(
                "nsenter",
                "--net",
                "--target",
                Long.toString(first.pid()),
                "ip",
                "link",
                "set",
                device,
                "netns",
                Long.toString(to.first.pid()))
            .redirectErrorStream(true)
            .start();
    String said = new String(moved.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!said.isBlank()) {
      throw new IOException(said);
    }
  }

  @Override
  public void close() {
    first.destroyForcibly();
    process.destroyForcibly();
  }
}
