package io.keelson.agent;

import static org.awaitility.Awaitility.await;

import io.keelson.testing.EnrolmentServer;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.Ports;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged agent as a process of its own, with the options that its image gives Java. */
public final class AgentProcess implements AutoCloseable {

  private static final Path PROGRAM = Path.of("target/app/keelson-agent.jar").toAbsolutePath();
  private static final Path JAVA_OPTIONS = Path.of("../images/agent.jvm-options").toAbsolutePath();

  private final Site site;
  private final Runnable atEnd;
  private final Process process;
  private final Path log;
  private final int port;
  private final int healthPort;

  private AgentProcess(
      Site site, Path hostRoot, Runnable atEnd, List<String> javaOptions, String... options)
      throws IOException {
    this.site = site;
    this.atEnd = atEnd;
    this.log = Files.createTempFile(site.folder(), "log", "");
    this.port = Ports.free();
    this.healthPort = Ports.free();
    this.process =
        new ProcessBuilder(command(hostRoot, javaOptions, options))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30)).until(this::listens);
  }

  /**
   * What agents of one test find beside the node: trust, token, enrolment, and {@code policy.json}.
   */
  public record Site(Path folder, TestCertificates authority, EnrolmentServer enrolment)
      implements AutoCloseable {

    /** Made in an existing folder, without a policy. */
    public static Site in(Path folder) throws IOException {
      TestCertificates authority = TestCertificates.authority();
      EnrolmentServer.mount(folder.resolve("trust"), authority, authority);
      Files.writeString(folder.resolve("token"), EnrolmentServer.TOKEN);
      return new Site(folder, authority, EnrolmentServer.start("node1", authority));
    }

    /** Of loaded classes, as in the image: made by {@link #train}. */
    private Path cache() {
      return folder.resolve("agent.aot");
    }

    /** Lets agents start twice as fast from now on, by the calls that are made of one here. */
    public void train(Path hostRoot, Calls calls) throws IOException, InterruptedException {
      String options = "-XX:AOTCacheOutput=" + cache();
      try (AgentProcess trained = new AgentProcess(this, hostRoot, () -> {}, List.of(options))) {
        calls.on(trained);
      }
    }

    @Override
    public void close() {
      enrolment.close();
    }
  }

  /** Some calls. */
  public interface Calls {
    void on(AgentProcess agent) throws IOException;
  }

  /** One that is enrolled and takes calls; what it needs is made in the folder. */
  public static AgentProcess start(Path work) throws IOException {
    HostDirectory host = HostDirectory.in(Files.createDirectory(work.resolve("host")));
    Site site = Site.in(work);
    return new AgentProcess(site, host.root(), site::close, List.of(), "--no-namespaces");
  }

  /** One that is enrolled and takes calls, on a node with a kernel behind it. */
  public static AgentProcess onNode(Site site, Path hostRoot) throws IOException {
    return new AgentProcess(
        site,
        hostRoot,
        () -> {},
        Files.exists(site.cache()) ? List.of("-XX:AOTCache=" + site.cache()) : List.of());
  }

  private List<String> command(Path hostRoot, List<String> javaOptions, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + JAVA_OPTIONS);
    // Outside of the image nothing is unpacked.
    command.add("-Djna.nounpack=false");
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", PROGRAM.toString()));
    command.addAll(
        List.of(
            "--node-name=node1",
            "--port=" + port,
            "--health-port=" + healthPort,
            "--host-root=" + hostRoot,
            "--controller=" + site.enrolment().address(),
            "--trust-dir=" + site.folder().resolve("trust"),
            "--token-file=" + site.folder().resolve("token"),
            "--policy-file=" + site.folder().resolve("policy.json")));
    command.addAll(List.of(options));
    return command;
  }

  /** By its log: a connection to see would be one that it counts. */
  private boolean listens() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the agent has ended: " + log());
    }
    return log().contains("listening on " + port);
  }

  public TestCertificates authority() {
    return site.authority();
  }

  public int port() {
    return port;
  }

  public URI uri(String path) {
    return URI.create("https://127.0.0.1:" + port + path);
  }

  /** A client of the controller's that has no connection yet. */
  public HttpClient controller() {
    return TestAgent.client(authority().forController().sign().sslContext());
  }

  /** What it counts. */
  public String metrics() throws IOException, InterruptedException {
    return health("/metrics");
  }

  /** What it says of itself on the node. */
  public String health(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + healthPort + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  /** It ends by itself when its memory is used up. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** True when it has ended within the time that a test has for that. */
  public boolean hasEnded() throws InterruptedException {
    return process.waitFor(15, TimeUnit.SECONDS);
  }

  /** The thread that works on the host, and no other, as the kernel knows it. */
  public long hostThread() throws IOException {
    Path tasks = Path.of("/proc/" + process.pid() + "/task");
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).strip().equals("host")) {
          return Long.parseLong(thread.getFileName().toString());
        }
      }
    }
    throw new IllegalStateException("no thread of the agent is called host");
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
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    atEnd.run();
  }
}
