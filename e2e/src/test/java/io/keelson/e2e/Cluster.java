package io.keelson.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keelson.testing.kube.Command;
import io.keelson.testing.kube.CommandResult;
import io.keelson.testing.kube.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/**
 * The sandbox with Keelson on it: what a person would do with kubectl, helm and the sandbox's
 * commands. For one test at a time.
 */
final class Cluster {

  static final String NAMESPACE = "keelson-system";
  static final List<String> NODES = List.of("master", "node1", "node2");
  private static final String VOLUME = "/var/lib/keelson-console";
  static final List<String> WORKERS = List.of("node1", "node2");

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration LONG = Duration.ofMinutes(5);

  private Cluster() {}

  /** Starts the nodes that do not run and installs the images that were built last. */
  static Cluster start() {
    Cluster cluster = new Cluster();
    cluster.sandbox("up").orThrow();
    cluster.sandbox("load", image("controller"), image("agent")).orThrow();
    cluster.install().orThrow();
    return cluster;
  }

  // kubectl and helm

  /**
   * {@code helm upgrade --install} with these further words, waiting until all pods are ready;
   * without the console unless they ask for it.
   */
  CommandResult install(String... more) {
    return helm("upgrade", "--install", "keelson", Checkout.path("charts/keelson").toString())
        .and(
            "--create-namespace",
            "--set-string",
            "image.tag=" + tag(),
            "--set",
            "console.enabled=false",
            "--wait",
            "--timeout",
            "3m")
        .and(more)
        .run();
  }

  /** The same with the console, whose volume is a directory of node1. */
  CommandResult installConsole() {
    sandbox("load", image("console")).orThrow();
    on("node1", "install", "-d", "-m", "0770", "-g", "65532", VOLUME).orThrow();
    apply(
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: keelson-console}
            spec:
              capacity: {storage: 1Gi}
              accessModes: [ReadWriteOnce]
              persistentVolumeReclaimPolicy: Retain
              claimRef: {namespace: keelson-system, name: keelson-console}
              hostPath: {path: %s}
              nodeAffinity:
                required:
                  nodeSelectorTerms:
                    - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node1]}]
            """
                .formatted(VOLUME))
        .orThrow();
    return install("--set", "console.enabled=true");
  }

  /** What an installation without the console leaves of it: users with their accounts and roles. */
  void removeConsoleLeftovers() {
    kubectl("delete", "namespace", "keelson-console-users", "--ignore-not-found").orThrow();
    kubectl("delete", "clusterrolebindings", "-l", "keelson.io/console-user").orThrow();
    kubectl("delete", "rolebindings", "--all-namespaces", "-l", "keelson.io/console-user")
        .orThrow();
    system("delete", "pvc", "keelson-console", "--ignore-not-found").orThrow();
    kubectl("delete", "pv", "keelson-console", "--ignore-not-found").orThrow();
    on("node1", "rm", "-rf", VOLUME).orThrow();
  }

  CommandResult uninstall() {
    return helm("uninstall", "keelson", "--wait", "--timeout", "2m").run();
  }

  private static Command helm(String... words) {
    return Command.of(Programs.path("helm"))
        .and(words)
        .and("--namespace", NAMESPACE, "--kubeconfig", kubeconfig())
        .atMost(LONG);
  }

  CommandResult apply(String yaml) {
    return kubectlCommand("apply", "-f", "-").input(yaml).run();
  }

  /** Without the annotation that a plain apply keeps, which holds no more than 256 KiB. */
  CommandResult applyOnServer(String yaml) {
    return kubectlCommand("apply", "--server-side", "-f", "-").input(yaml).run();
  }

  CommandResult applyFile(String pathInCheckout) {
    return kubectl("apply", "-f", Checkout.path(pathInCheckout).toString());
  }

  CommandResult kubectl(String... words) {
    return kubectlCommand(words).run();
  }

  /** kubectl in the namespace of the installation. */
  CommandResult system(String... words) {
    return kubectlCommand(words).and("-n", NAMESPACE).run();
  }

  private static Command kubectlCommand(String... words) {
    return Command.of(Programs.path("kubectl"), "--kubeconfig", kubeconfig())
        .and(words)
        .atMost(LONG);
  }

  JsonNode get(String kind, String name) {
    return json(kubectl("get", kind, name, "-o", "json").orThrow());
  }

  /** An object, or the list of all, of the namespace of the installation. */
  JsonNode getSystem(String... words) {
    return json(kubectlCommand("get", "-n", NAMESPACE, "-o", "json").and(words).run().orThrow());
  }

  JsonNode myKind(String name) {
    return get("mk", name);
  }

  /** What a user would type to wait. */
  CommandResult waitReady(String myKind) {
    return kubectl("wait", "--for=condition=Ready", "mk/" + myKind, "--timeout=60s");
  }

  void deleteMyKinds() {
    kubectl("delete", "mk", "--all").orThrow();
  }

  // Pods

  /** The agent's pod on a node. */
  String agentPod(String node) {
    return pods("app.kubernetes.io/component=agent", "spec.nodeName=" + node);
  }

  /** All pods of the controller, as {@code pod/NAME}. */
  List<String> controllerPods() {
    return system("get", "pods", "-l", "app.kubernetes.io/component=controller", "-o", "name")
        .orThrow()
        .lines()
        .toList();
  }

  /** The controller's pod that leads, as {@code pod/NAME}; waits until one does. */
  String leaderPod() {
    String[] leader = new String[1];
    eventually(
        () -> {
          String holder =
              getSystem("lease", "keelson-controller").at("/spec/holderIdentity").asText();
          leader[0] =
              controllerPods().stream()
                  .filter(pod -> holder.startsWith(pod.substring("pod/".length()) + "_"))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError("none leads, the Lease has: " + holder));
        });
    return leader[0];
  }

  /** The node of the controller that leads. */
  String controllerNode() {
    return getSystem(leaderPod()).at("/spec/nodeName").asText();
  }

  private String pods(String label, String field) {
    return system("get", "pods", "-l", label, "--field-selector", field, "-o", "name")
        .orThrow()
        .lines()
        .findFirst()
        .orElseThrow(() -> new AssertionError("no pod with " + label + " and " + field));
  }

  /** Waits until every pod of both tiers is ready. */
  void awaitPods() {
    system("rollout", "status", "deployment/keelson-controller", "--timeout=120s").orThrow();
    system("rollout", "status", "daemonset/keelson-agent", "--timeout=120s").orThrow();
  }

  // Nodes

  /** Runs a command on a node as root. */
  CommandResult on(String node, String... words) {
    return Command.of(Checkout.path("sandbox/on").toString(), node).and(words).run();
  }

  /** The value of a sysctl on a node, seen from the node itself. */
  String sysctl(String node, String key) {
    return on(node, "sysctl", "-n", key).orThrow().strip().replace('\t', ' ');
  }

  String hostname(String node) {
    return on(node, "hostname").orThrow().strip();
  }

  /**
   * Everything that Keelson could have changed by a refused request, one line each. The journal is
   * left out: what the kernel itself refuses has been begun, and is taken back by it.
   */
  String fingerprint(String node) {
    String script =
        "find /etc /var/lib/keelson /tmp -xdev -type f -printf '%p %m %u:%g %s %T@\\n' 2>/dev/null"
            + " | grep -vE '^/etc/kubernetes|^/var/lib/keelson/journal ' | sort; sysctl -a 2>/dev/null"
            + " | grep -E '^(vm|net.ipv4|net.core|fs.inotify|kernel.(sem|pid_max|core_pattern|hostname|threads-max))'"
            + " | grep -vE 'stat|nr_|random|usage|tcp_fastopen_key|mem_used' | sort";
    return on(node, "bash", "-c", script).orThrow();
  }

  /** One of the sandbox's commands. */
  CommandResult sandbox(String command, String... words) {
    return Command.of(Checkout.path("sandbox/" + command).toString()).and(words).atMost(LONG).run();
  }

  // Waiting

  /** Tries until it no longer fails; the last failure is the test's. */
  static void eventually(ThrowingRunnable assertion) {
    eventually(Duration.ofSeconds(60), assertion);
  }

  static void eventually(Duration atMost, ThrowingRunnable assertion) {
    Awaitility.await().pollInterval(Duration.ofMillis(250)).atMost(atMost).untilAsserted(assertion);
  }

  static Stream<Path> examples() {
    try (Stream<Path> all = Files.list(Checkout.path("examples"))) {
      return all.filter(path -> path.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String kubeconfig() {
    return Programs.sandboxHome().resolve("kubeconfig").toString();
  }

  static String tag() {
    return read(images().resolve("tag"));
  }

  /** What images/build made, here or where the property says. */
  private static Path images() {
    String elsewhere = System.getProperty("keelson.e2e.images");
    return elsewhere == null ? Checkout.path("target/images") : Path.of(elsewhere);
  }

  private static String image(String tier) {
    Path archive = images().resolve("keelson-" + tier + ".tar");
    if (!Files.exists(archive)) {
      throw new IllegalStateException("no " + archive + ": call make images");
    }
    return archive.toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }
}
