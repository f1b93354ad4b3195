package io.keelson.agent;

import static org.awaitility.Awaitility.await;

import io.keelson.testing.EnrolmentServer;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged agent as a process of its own, with the options that its image gives Java. */
public final class AgentProcess implements AutoCloseable {

  private static final Path PROGRAM = Path.of("target/app/keelson-agent.jar").toAbsolutePath();
  private static final Path JAVA_OPTIONS = Path.of("../images/agent.jvm-options").toAbsolutePath();

  private final TestCertificates authority;
  private final EnrolmentServer enrolment;
  private final Process process;
  private final Path log;
  private final int port;
  private final int healthPort;

  private AgentProcess(Path work) throws IOException {
    this.authority = TestCertificates.authority();
    this.enrolment = EnrolmentServer.start("node1", authority);
    this.log = work.resolve("log");
    this.port = freePort();
    this.healthPort = freePort();
    this.process =
        new ProcessBuilder(command(work))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await().atMost(Duration.ofSeconds(30)).until(this::listens);
  }

  /** One that is enrolled and takes calls; what it needs is made in the folder. */
  public static AgentProcess start(Path work) throws IOException {
    return new AgentProcess(work);
  }

  private List<String> command(Path work) throws IOException {
    HostDirectory host = HostDirectory.in(Files.createDirectory(work.resolve("host")));
    EnrolmentServer.mount(work.resolve("trust"), authority, authority);
    Files.writeString(work.resolve("token"), EnrolmentServer.TOKEN);
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + JAVA_OPTIONS,
        // Outside of the image nothing is unpacked.
        "-Djna.nounpack=false",
        "-jar",
        PROGRAM.toString(),
        "--node-name=node1",
        "--no-namespaces",
        "--port=" + port,
        "--health-port=" + healthPort,
        "--host-root=" + host.root(),
        "--controller=" + enrolment.address(),
        "--trust-dir=" + work.resolve("trust"),
        "--token-file=" + work.resolve("token"),
        "--policy-file=" + work.resolve("policy.json"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** By its log: a connection to see would be one that it counts. */
  private boolean listens() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the agent has ended: " + log());
    }
    return log().contains("listening on " + port);
  }

  public TestCertificates authority() {
    return authority;
  }

  public int port() {
    return port;
  }

  public URI uri(String path) {
    return URI.create("https://127.0.0.1:" + port + path);
  }

  /** A client of the controller's that has no connection yet. */
  public HttpClient controller() {
    return TestAgent.client(authority.forController().sign().sslContext());
  }

  /** What it counts. */
  public String metrics() throws IOException, InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + healthPort + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
        .body();
  }

  /** It ends by itself when its memory is used up. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Of its user and of the kernel for it, since it was started. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** What it has written. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    enrolment.close();
  }
}
