package io.keelson.testing.kube;

import io.keelson.testing.Ports;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** The processes etcd and kube-apiserver, with keys and data in a directory of their own. */
final class ControlPlane implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOOPBACK = "127.0.0.1";

  private final Path directory;
  private final TestCertificate admin;
  private final int port = Ports.free();
  private final int etcdPort = Ports.free();
  private final Process etcd;
  private final Thread hook = new Thread(this::end);
  private Process apiServer;

  private ControlPlane(Path directory) throws IOException {
    this.directory = directory;
    TestCertificates authority = TestCertificates.authority();
    this.admin = authority.certificateFor().subject("O=system:masters,CN=admin").sign();
    admin.writeTo(directory.resolve("admin"));
    authority
        .certificateFor("kubernetes", "localhost")
        .ip(LOOPBACK)
        .sign()
        .writeTo(directory.resolve("server"));
    Files.writeString(kubeconfig(), kubeconfigText());
    this.etcd = startEtcd();
    this.apiServer = startServer();
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static ControlPlane start() {
    try {
      return new ControlPlane(Files.createTempDirectory("keelson-api-server"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  String url() {
    return "https://" + LOOPBACK + ":" + port;
  }

  TestCertificate admin() {
    return admin;
  }

  Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  /** Waits for something that these processes bring about; failing, tells what they said last. */
  void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await(what)
          .pollInterval(Duration.ofMillis(25))
          .atMost(PATIENCE)
          .failFast("a program ended", () -> !etcd.isAlive() || !apiServer.isAlive())
          .until(condition);
    } catch (TerminalFailureException | ConditionTimeoutException e) {
      throw new IllegalStateException(
          what + " did not come: " + lastLines("etcd.log") + lastLines("kube-apiserver.log"), e);
    }
  }

  private String lastLines(String log) {
    try {
      List<String> lines = Files.readAllLines(directory.resolve(log));
      return lines.stream()
          .skip(Math.max(0, lines.size() - 5))
          .collect(Collectors.joining("\n", "\n" + log + ":\n", "\n"));
    } catch (IOException e) {
      return log + " cannot be read: " + e;
    }
  }

  void stopApiServer() {
    kill(apiServer);
  }

  void startApiServer() {
    apiServer = startServer();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    end();
  }

  private void end() {
    kill(apiServer);
    kill(etcd);
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kill(Process process) {
    process.destroyForcibly().onExit().join();
  }

  private Process startEtcd() {
    String client = "http://" + LOOPBACK + ":" + etcdPort;
    String peer = "http://" + LOOPBACK + ":" + Ports.free();
    return Command.of(Programs.path("etcd"), "--data-dir", directory.resolve("etcd").toString())
        .and("--listen-client-urls", client, "--advertise-client-urls", client)
        .and("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer)
        .and("--initial-cluster", "default=" + peer)
        // Nothing here has to outlive the machine.
        .and("--unsafe-no-fsync")
        .start(directory.resolve("etcd.log"));
  }

  private Process startServer() {
    String tls = directory.resolve("server").toString();
    return Command.of(Programs.path("kube-apiserver"))
        .and("--etcd-servers=http://" + LOOPBACK + ":" + etcdPort)
        .and("--bind-address=" + LOOPBACK, "--advertise-address=" + LOOPBACK)
        .and("--endpoint-reconciler-type=none")
        .and("--secure-port=" + port, "--cert-dir=" + directory.resolve("generated"))
        .and("--tls-cert-file=" + tls + "/tls.crt", "--tls-private-key-file=" + tls + "/tls.key")
        .and("--client-ca-file=" + tls + "/ca.crt", "--authorization-mode=RBAC")
        .and("--service-cluster-ip-range=10.0.0.0/24")
        .and("--service-account-issuer=https://kubernetes.default.svc")
        .and("--service-account-key-file=" + tls + "/tls.crt")
        .and("--service-account-signing-key-file=" + tls + "/tls.key")
        .start(directory.resolve("kube-apiserver.log"));
  }

  private String kubeconfigText() throws IOException {
    Path tls = directory.resolve("admin");
    return String.join(
        "\n",
        List.of(
            "apiVersion: v1",
            "kind: Config",
            "clusters: [{name: test, cluster: {server: '%s', certificate-authority-data: %s}}]"
                .formatted(url(), base64(tls.resolve("ca.crt"))),
            "users: [{name: admin, user: {client-certificate-data: %s, client-key-data: %s}}]"
                .formatted(base64(tls.resolve("tls.crt")), base64(tls.resolve("tls.key"))),
            "contexts: [{name: test, context: {cluster: test, user: admin}}]",
            "current-context: test",
            ""));
  }

  private static String base64(Path file) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
