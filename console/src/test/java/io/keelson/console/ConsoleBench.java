package io.keelson.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.kube.Installed;
import io.keelson.testing.Ports;
import io.keelson.testing.kube.ApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The console as a process of its own with the options of its image, before a real API server that
 * holds a large cluster: memory, logins, pages of many users. Prints a table; is no test.
 */
final class ConsoleBench {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String PASSWORD = "a word that nobody guesses";
  private static final String MYKINDS =
      "/apis/apps.mydomain.com/v1alpha1/namespaces/default/mykinds";
  private static final List<String> PAGES =
      List.of(
          "/",
          "/mykinds",
          "/mykinds?q=kind-4",
          "/mykinds/default/kind-7",
          "/nodes",
          "/nodes?q=node42",
          "/nodes/node4242");

  private final ApiServer api;
  private final HttpClient http;

  private ConsoleBench(ApiServer api) throws Exception {
    this.api = api;
    this.http =
        HttpClient.newBuilder()
            .sslContext(api.admin().sslContext())
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** Arguments: nodes (5,000), MyKinds (500), users (20), rounds (5). */
  public static void main(String[] arguments) throws Exception {
    int nodes = argument(arguments, 0, 5_000);
    int kinds = argument(arguments, 1, 500);
    int users = argument(arguments, 2, 20);
    int rounds = argument(arguments, 3, 5);
    Path directory = Files.createTempDirectory("console-bench");
    try (ApiServer api = ApiServer.start()) {
      new ConsoleBench(api).run(directory, nodes, kinds, users, rounds);
    }
    System.exit(0);
  }

  private static int argument(String[] arguments, int index, int otherwise) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
  }

  private void run(Path directory, int nodes, int kinds, int users, int rounds) throws Exception {
    Installed installed = Installed.in(api, directory);
    fill(nodes, kinds);
    int port = Ports.free();
    int ops = Ports.free();
    Process console = start(directory, port, ops);
    try {
      awaitReady(ops);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
      System.out.printf("resident, nobody logged in        %d MiB%n", resident(console, "VmRSS"));
      Visitor admin = first(installed, port);
      List<String> names = users(admin, port, users);
      logins(console, port, names);
      pages(console, port, names, rounds);
    } finally {
      console.destroy();
      console.waitFor();
    }
  }

  // The cluster

  private void fill(int nodes, int kinds) throws Exception {
    List<Callable<Void>> work = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      String name = "node" + i;
      work.add(() -> send("POST", "/api/v1/nodes", "application/json", node(name)));
    }
    for (int i = 0; i < kinds; i++) {
      String name = "kind-" + i;
      work.add(() -> myKind(name, nodes));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<Void> one : threads.invokeAll(work)) {
        one.get();
      }
    }
  }

  /** As large as a node's object is: its images are most of it. */
  private static ObjectNode node(String name) {
    ObjectNode node = JSON.createObjectNode();
    node.put("apiVersion", "v1").put("kind", "Node");
    ObjectNode labels = node.putObject("metadata").put("name", name).putObject("labels");
    labels.put("kubernetes.io/hostname", name).put("topology.kubernetes.io/zone", "zone-a");
    ObjectNode status = node.putObject("status");
    status.putObject("capacity").put("cpu", "64").put("memory", "263846524Ki").put("pods", "110");
    ArrayNode conditions = status.putArray("conditions");
    for (String type : List.of("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")) {
      conditions
          .addObject()
          .put("type", type)
          .put("status", type.equals("Ready") ? "True" : "False")
          .put("reason", "Kubelet")
          .put("message", "kubelet says so");
    }
    status
        .putObject("nodeInfo")
        .put("osImage", "Debian GNU/Linux 12 (bookworm)")
        .put("kernelVersion", "6.1.0-28-amd64")
        .put("kubeletVersion", "v1.34.4")
        .put("containerRuntimeVersion", "containerd://1.7.24")
        .put("machineID", "")
        .put("systemUUID", "")
        .put("bootID", "")
        .put("kubeProxyVersion", "")
        .put("operatingSystem", "linux")
        .put("architecture", "amd64");
    ArrayNode images = status.putArray("images");
    for (int i = 0; i < 40; i++) {
      images
          .addObject()
          .put("sizeBytes", 100_000_000L + i)
          .putArray("names")
          .add("registry.example.com/team-" + i + "/program@sha256:" + "0123456789abcdef".repeat(4))
          .add("registry.example.com/team-" + i + "/program:1." + i);
    }
    return node;
  }

  private Void myKind(String name, int nodes) throws Exception {
    ObjectNode kind = JSON.createObjectNode();
    kind.put("apiVersion", "apps.mydomain.com/v1alpha1").put("kind", "MyKind");
    kind.putObject("metadata").put("name", name);
    ObjectNode http = kind.putObject("spec").putObject("Http").put("Api", "/v1/sysctl");
    http.putArray("Parameters").addObject().put("Key", "vm.swappiness").put("Value", "10");
    send("POST", MYKINDS, "application/json", kind);
    ObjectNode patch = JSON.createObjectNode();
    ObjectNode status = patch.putObject("status");
    status
        .put("State", "SUCCESS")
        .put("Msg", nodes + " nodes applied")
        .put("observedGeneration", 1);
    status
        .putObject("Nodes")
        .put("Target", nodes)
        .put("Applied", nodes)
        .put("Failed", 0)
        .put("Offline", 0)
        .put("Drifted", 0);
    ObjectNode row = status.putArray("Results").addObject();
    row.put("Nodes", "node[0-" + (nodes - 1) + "]").put("Outcome", "Applied");
    row.putArray("Changes")
        .addObject()
        .put("Key", "vm.swappiness")
        .put("Was", "60")
        .put("Now", "10");
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", "True")
        .put("reason", "Applied")
        .put("message", "")
        .put("observedGeneration", 1)
        .put("lastTransitionTime", "2026-12-01T08:00:00Z");
    return send("PATCH", MYKINDS + "/" + name + "/status", "application/merge-patch+json", patch);
  }

  private Void send(String method, String path, String type, ObjectNode body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(api.url() + path))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body.toString()))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.body());
    }
    return null;
  }

  // The console

  private Process start(Path directory, int port, int ops) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Path.of("../images/console.jvm-options").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.keelson.console.Main",
            "--port=" + port,
            "--ops-port=" + ops,
            "--database-url=jdbc:h2:file:" + directory.resolve("console"),
            "--api-server=" + api.url(),
            "--account-dir=" + directory);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("console.log").toFile())
        .start();
  }

  private static void awaitReady(int ops) throws Exception {
    HttpClient plain = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ops + "/readyz")).build();
    for (int tried = 0; tried < 600; tried++) {
      try {
        if (plain.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        continue;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    throw new IOException("the console does not get ready");
  }

  private static long resident(Process process, String what) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(what + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("no " + what);
  }

  private static Visitor first(Installed installed, int port) throws Exception {
    String password =
        new String(installed.secret().read().get("first-password"), StandardCharsets.UTF_8);
    Visitor admin = new Visitor(port);
    admin.login("admin", password);
    admin.choosePassword(password, PASSWORD);
    return admin;
  }

  private static List<String> users(Visitor admin, int port, int count) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "user" + i;
      admin.get("/users/new");
      String page =
          admin.post("/users/new", "name", name, "namespace", "*", "role", "viewer").body();
      String oneTime = Visitor.between(page, "<code id=\"onetime\">", "</code>");
      Visitor visitor = new Visitor(port);
      visitor.login(name, oneTime);
      visitor.choosePassword(oneTime, PASSWORD + name);
      names.add(name);
    }
    return names;
  }

  // What is measured

  private static void logins(Process console, int port, List<String> names) throws Exception {
    List<Long> alone = new ArrayList<>();
    for (String name : names) {
      alone.add(login(port, name));
    }
    System.out.println("one login after the other         " + row(alone));
    List<Callable<Long>> work = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String name = names.get(i % names.size());
      work.add(() -> login(port, name));
    }
    List<Long> together = new ArrayList<>();
    long before = resident(console, "VmRSS");
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (Future<Long> one : threads.invokeAll(work)) {
        together.add(one.get());
      }
    }
    long busy = together.stream().filter(nanos -> nanos < 0).count();
    together.removeIf(nanos -> nanos < 0);
    System.out.println(
        "50 logins at once                 " + row(together) + ", told to come back: " + busy);
    System.out.printf(
        "resident before, after, highest   %d, %d, %d MiB%n",
        before, resident(console, "VmRSS"), resident(console, "VmHWM"));
  }

  /**
   * How long it took, from the form that is sent to the answer; negative when told to come back.
   */
  private static long login(int port, String name) throws Exception {
    Visitor visitor = new Visitor(port);
    visitor.get("/login");
    long start = System.nanoTime();
    int status = visitor.post("/login", "name", name, "password", PASSWORD + name).statusCode();
    long took = System.nanoTime() - start;
    return status == 303 ? took : -took;
  }

  private static void pages(Process console, int port, List<String> names, int rounds)
      throws Exception {
    List<List<Long>> byPage = new ArrayList<>();
    PAGES.forEach(page -> byPage.add(Collections.synchronizedList(new ArrayList<>())));
    List<Callable<Integer>> work = new ArrayList<>();
    for (String name : names) {
      work.add(() -> reads(port, name, rounds, byPage));
    }
    int failed = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(names.size())) {
      for (Future<Integer> one : threads.invokeAll(work)) {
        failed += one.get();
      }
    }
    System.out.printf(
        "pages of %d users, 2 to 4 s between their clicks; failed: %d%n", names.size(), failed);
    for (int i = 0; i < PAGES.size(); i++) {
      System.out.printf("  %-32s%s%n", PAGES.get(i), row(byPage.get(i)));
    }
    System.out.printf(
        "resident afterwards, highest      %d, %d MiB%n",
        resident(console, "VmRSS"), resident(console, "VmHWM"));
  }

  private static int reads(int port, String name, int rounds, List<List<Long>> byPage)
      throws Exception {
    Visitor visitor = new Visitor(port);
    visitor.login(name, PASSWORD + name);
    int failed = 0;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < PAGES.size(); i++) {
        LockSupport.parkNanos(
            Duration.ofMillis(ThreadLocalRandom.current().nextInt(2_000, 4_000)).toNanos());
        long start = System.nanoTime();
        int status = visitor.get(PAGES.get(i)).statusCode();
        if (status == 200) {
          byPage.get(i).add(System.nanoTime() - start);
        } else {
          failed++;
        }
      }
    }
    return failed;
  }

  private static String row(List<Long> nanos) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    if (sorted.isEmpty()) {
      return "none";
    }
    return "p50 %5.0f ms  p99 %5.0f ms  (%d)"
        .formatted(
            sorted.get(sorted.size() / 2) / 1e6,
            sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100)) / 1e6,
            sorted.size());
  }
}
