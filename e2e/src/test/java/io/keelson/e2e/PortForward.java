package io.keelson.e2e;

import io.keelson.testing.kube.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code kubectl port-forward}, as the README says to open the console. */
final class PortForward implements AutoCloseable {

  private static final Pattern SAYS =
      Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(?<port>\\d+) .*");

  private final Process process;
  private final int port;

  private PortForward(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Forwards any free port to one of a Service or pod, such as {@code service/x}. */
  static PortForward to(String what, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Programs.path("kubectl"),
                "--kubeconfig",
                Cluster.kubeconfig(),
                "-n",
                Cluster.NAMESPACE,
                "port-forward",
                what,
                ":" + port)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader says =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = says.readLine(); line != null; line = says.readLine()) {
      Matcher forwarding = SAYS.matcher(line);
      if (forwarding.matches()) {
        // What it says of each connection would fill the pipe and stop it.
        Thread.ofVirtual().start(() -> says.lines().forEach(more -> {}));
        return new PortForward(process, Integer.parseInt(forwarding.group("port")));
      }
    }
    throw new IOException("kubectl port-forward ended: " + process.exitValue());
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
