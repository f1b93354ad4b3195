package io.keelson.controller;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.testing.Ports;
import io.keelson.testing.TestCertificates;
import io.keelson.testing.kube.ApiServer;
import io.keelson.trust.CertificateRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * What enrolment costs: a real API server, the controller as a process of its own, and agents that
 * each have a key, a token and a connection. Not a test; {@code EnrolBench [agents] [at once]
 * [runs] [divide Retry-After by] [one token for all: true]} prints one line for each run.
 */
final class EnrolBench implements AutoCloseable {

  private static final Pattern REVIEWS =
      Pattern.compile("apiserver_request_total\\{[^}]*resource=\"tokenreviews\"[^}]*} (\\S+)");
  private static final Pattern PAUSE = Pattern.compile("(?i)retry-after: (\\d+)");
  private static final int FAILURES_SHOWN = 3;

  private final ApiServer api = ApiServer.start();
  private final TestCertificates authority = TestCertificates.authority();
  private final int port = Ports.free();
  private final Enrolling agents = Enrolling.of(api, authority, port);
  private final KubernetesClient kube;
  private final Process controller;

  private EnrolBench() throws Exception {
    new TrustYaml(authority).applyTo(api);
    api.createNode("node1", "127.0.0.1", Map.of(), false);
    agents.createPod("agent-1", "node1");
    Config access = Config.fromKubeconfig(Files.readString(api.kubeconfig()));
    access.setClientKeyAlgo("EC");
    this.kube = new KubernetesClientBuilder().withConfig(access).build();
    this.controller = startController();
    String token = token();
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> agents.enrol(token).status() == 200);
  }

  private Process startController() throws IOException {
    File log = Path.of("target", "enrol-bench.log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx192m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--ops-port=0",
            "--enrol-port=" + port);
    builder.environment().put("KUBECONFIG", api.kubeconfig().toString());
    builder.environment().put("KUBERNETES_CERTS_CLIENT_KEY_ALGO", "EC");
    return builder.redirectErrorStream(true).redirectOutput(log).start();
  }

  private String token() {
    TokenRequest wanted =
        new TokenRequestBuilder()
            .withNewSpec()
            .withAudiences(Enrolling.AUDIENCE)
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName("agent-1")
            .endBoundObjectRef()
            .endSpec()
            .build();
    return kube.serviceAccounts()
        .inNamespace(TrustYaml.NAMESPACE)
        .withName("keelson-agent")
        .tokenRequest(wanted)
        .getStatus()
        .getToken();
  }

  /** What an agent comes with: made beforehand, on a real cluster each node makes its own. */
  private record Agent(String token, String csr) {}

  private List<Agent> prepare(int count, boolean oneToken) throws Exception {
    String common = token();
    try (ExecutorService makers = Executors.newFixedThreadPool(4)) {
      List<Future<Agent>> made =
          IntStream.range(0, count)
              .mapToObj(
                  i ->
                      makers.submit(
                          () ->
                              new Agent(
                                  oneToken ? common : token(),
                                  CertificateRequest.pem(CertificateRequest.newKey()))))
              .toList();
      return made.stream().map(EnrolBench::got).toList();
    }
  }

  private static Agent got(Future<Agent> made) {
    try {
      return made.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One wave of agents. */
  private final class Wave {
    private final Queue<Long> waits = new ConcurrentLinkedQueue<>();
    private final Map<Long, LongAdder> bySecond = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private final Semaphore room;
    private final double divisor;
    private final long start = System.nanoTime();

    Wave(int atOnce, double divisor) {
      this.room = new Semaphore(atOnce);
      this.divisor = divisor;
    }

    void run(List<Agent> all) {
      try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
        all.forEach(one -> each.submit(() -> enrol(one)));
      }
    }

    private Void enrol(Agent agent) throws Exception {
      room.acquire();
      try {
        long begun = System.nanoTime();
        double pause = attempt(agent);
        while (pause > 0) {
          TimeUnit.NANOSECONDS.sleep((long) (pause / divisor * 1e9));
          pause = attempt(agent);
        }
        long now = System.nanoTime();
        waits.add(now - begun);
        bySecond.computeIfAbsent((now - start) / 1_000_000_000L, at -> new LongAdder()).increment();
      } finally {
        room.release();
      }
      return null;
    }

    /** Seconds after which to try again; 0 when it has worked. */
    private double attempt(Agent agent) {
      try {
        Enrolling.Answer answer = agents.enrol(agent.token(), agent.csr());
        if (answer.status() == 200) {
          return 0;
        }
        Matcher asked = PAUSE.matcher(answer.head());
        if (asked.find()) {
          refused.incrementAndGet();
          return Integer.parseInt(asked.group(1));
        }
        failed("answer " + answer);
      } catch (Exception e) {
        failed("no answer: " + e);
      }
      // Less patient than an agent, whose pauses grow to 60 s.
      return RandomGenerator.getDefault().nextDouble(1, 15);
    }

    private void failed(String how) {
      if (cut.incrementAndGet() <= FAILURES_SHOWN) {
        say(how);
      }
    }

    String text() {
      List<Long> sorted = waits.stream().sorted().toList();
      long most = bySecond.values().stream().mapToLong(LongAdder::sum).max().orElse(0);
      return String.format(
          Locale.ROOT,
          "%d in, %d refusals by 503, %d cut off, p50 %d ms, p95 %d ms, slowest %d ms, at most %d/s",
          sorted.size(),
          refused.get(),
          cut.get(),
          millis(sorted, 0.5),
          millis(sorted, 0.95),
          millis(sorted, 1),
          most);
    }

    private static long millis(List<Long> sorted, double share) {
      return sorted.isEmpty()
          ? -1
          : sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1_000_000;
    }
  }

  private void measure(List<Agent> all, int atOnce, double divisor) {
    long reviews = reviews();
    Duration cpu = cpu();
    Wave wave = new Wave(atOnce, divisor);
    wave.run(all);
    double seconds = (System.nanoTime() - wave.start) / 1e9;
    double used = cpu().minus(cpu).toNanos() / 1e6;
    say(
        String.format(
            Locale.ROOT,
            "%d agents, %d at once: %.1f s, controller %.2f CPU ms each, %d TokenReviews, %s",
            all.size(),
            atOnce,
            seconds,
            used / all.size(),
            reviews() - reviews,
            wave.text()));
  }

  private Duration cpu() {
    return controller.info().totalCpuDuration().orElseThrow();
  }

  /** How many the API server has answered. */
  private long reviews() {
    Matcher found = REVIEWS.matcher(api.kubectl("get", "--raw", "/metrics").orThrow());
    return (long) found.results().mapToDouble(one -> Double.parseDouble(one.group(1))).sum();
  }

  @SuppressWarnings("SystemOut")
  private static void say(String line) {
    System.out.println(line);
  }

  @Override
  public void close() {
    controller.destroyForcibly();
    kube.close();
    api.close();
  }

  public static void main(String[] arguments) throws Exception {
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    int atOnce = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 16;
    int runs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    double divisor = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 10;
    boolean oneToken = arguments.length > 4 && Boolean.parseBoolean(arguments[4]);
    try (EnrolBench bench = new EnrolBench()) {
      for (int i = 0; i < runs; i++) {
        bench.measure(bench.prepare(count, oneToken), atOnce, divisor);
      }
    }
    System.exit(0);
  }
}
