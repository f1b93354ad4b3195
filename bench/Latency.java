import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how long one changed sysctl takes to reach every node and the status. Arguments: number of
 * rounds, kubectl, kubeconfig, then the process id of each node's PID 1.
 */
public final class Latency {

  private static final String MYKINDS = "/apis/apps.mydomain.com/v1alpha1/namespaces/default/mykinds";
  private static final String KEY = "net.ipv4.tcp_fin_timeout";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WARM_UP = 5;
  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

  private final Api api;
  private final List<NodeWatch> nodes;
  private final String kubectl;
  private final Path kubeconfig;
  private final ConcurrentMap<String, Long> success = new ConcurrentHashMap<>();
  private int value = 1000;

  private Latency(Api api, List<NodeWatch> nodes, String kubectl, Path kubeconfig) {
    this.api = api;
    this.nodes = nodes;
    this.kubectl = kubectl;
    this.kubeconfig = kubeconfig;
  }

  public static void main(String[] words) throws Exception {
    int rounds = Integer.parseInt(words[0]);
    Path kubeconfig = Path.of(words[2]);
    List<NodeWatch> nodes =
        Arrays.stream(words).skip(3).map(pid -> NodeWatch.start(Long.parseLong(pid), KEY)).toList();
    Latency latency = new Latency(Api.of(kubeconfig), nodes, words[1], kubeconfig);
    latency.begin();
    latency.print("one sysctl, from the API server's acceptance", rounds, latency::patch);
    latency.print("one sysctl, from the start of kubectl apply", rounds, latency::apply);
    System.exit(0);
  }

  private interface Change {
    /** Asks for the value; returns when the clock starts. */
    long ask(String wanted) throws Exception;
  }

  private void begin() throws Exception {
    api.call("POST", MYKINDS, "application/json", object("999"));
    Thread watch = new Thread(this::watch, "watch");
    watch.setDaemon(true);
    watch.start();
    await("999");
  }

  private void watch() {
    try {
      var response = api.send("GET", MYKINDS + "?watch=1", "application/json", "", BodyHandlers.ofInputStream());
      try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          long now = System.nanoTime();
          JsonNode object = JSON.readTree(line).path("object");
          if (succeeded(object)) {
            success.putIfAbsent(object.at("/spec/Http/Parameters/0/Value").asText(), now);
          }
        }
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the watch ended", e);
    }
  }

  private static boolean succeeded(JsonNode object) {
    JsonNode status = object.path("status");
    return status.path("State").asText().equals("SUCCESS")
        && status.path("observedGeneration").asLong() == object.at("/metadata/generation").asLong();
  }

  private long patch(String wanted) throws Exception {
    api.call(
        "PATCH",
        MYKINDS + "/bench",
        "application/merge-patch+json",
        "{\"spec\":{\"Http\":{\"Parameters\":[{\"Key\":\"" + KEY + "\",\"Value\":\"" + wanted + "\"}]}}}");
    return System.nanoTime();
  }

  private long apply(String wanted) throws Exception {
    Path file = Files.createTempFile("bench", ".json");
    Files.writeString(file, object(wanted));
    long start = System.nanoTime();
    int code =
        new ProcessBuilder(kubectl, "--kubeconfig", kubeconfig.toString(), "apply", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    Files.delete(file);
    if (code != 0) {
      throw new IllegalStateException("kubectl apply ended with " + code);
    }
    return start;
  }

  private void print(String title, int rounds, Change change) throws Exception {
    List<Double> values = new ArrayList<>();
    List<Double> status = new ArrayList<>();
    for (int round = 0; round < WARM_UP + rounds; round++) {
      String wanted = String.valueOf(++value);
      long start = change.ask(wanted);
      long end = await(wanted);
      long last = nodes.stream().mapToLong(node -> node.seen(wanted)).max().orElseThrow();
      if (round >= WARM_UP) {
        values.add(Math.max(0, last - start) / 1e6);
        status.add(Math.max(0, end - start) / 1e6);
      }
      LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
    }
    row(title + ", to the value on " + nodes.size() + " nodes", values);
    row(title + ", to SUCCESS in the status", status);
  }

  /** Waits until every node has the value and the status says so; returns when the latter was. */
  private long await(String wanted) {
    long deadline = System.nanoTime() + PATIENCE;
    while (!success.containsKey(wanted) || nodes.stream().anyMatch(node -> node.seen(wanted) == 0)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "value " + wanted + " did not come: status " + success.containsKey(wanted)
                + ", nodes " + nodes.stream().map(node -> node.seen(wanted) != 0).toList());
      }
      LockSupport.parkNanos(1_000_000);
    }
    return success.get(wanted);
  }

  private static void row(String title, List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int n = sorted.size();
    double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    System.out.printf("%s|median %.0f ms, worst of %d %.0f ms%n", title, median, n, sorted.get(n - 1));
  }

  private static String object(String wanted) {
    return "{\"apiVersion\":\"apps.mydomain.com/v1alpha1\",\"kind\":\"MyKind\","
        + "\"metadata\":{\"name\":\"bench\",\"namespace\":\"default\"},"
        + "\"spec\":{\"Http\":{\"Api\":\"/v1/sysctl\",\"Parameters\":[{\"Key\":\""
        + KEY + "\",\"Value\":\"" + wanted + "\"}]}}}";
  }
}
