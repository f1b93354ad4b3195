package io.keelson.agent;

import io.keelson.agent.host.TcpUplink;
import io.keelson.agent.host.Uplink;
import io.keelson.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options as they are written, each also as an environment variable. */
@Command(
    name = "keelson-agent",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    description = "Keeps the operating-system settings of the node it runs on as declared.")
final class AgentOptions {

  @Option(
      names = "--node-name",
      defaultValue = "${env:KEELSON_NODE_NAME}",
      description = "Name of the node in Kubernetes (KEELSON_NODE_NAME)")
  @Nullable String nodeName;

  @Option(
      names = "--port",
      defaultValue = "${env:KEELSON_PORT:-9443}",
      description = "Port of the HTTPS listener (KEELSON_PORT; ${DEFAULT-VALUE})")
  String port = "";

  @Option(
      names = "--health-port",
      defaultValue = "${env:KEELSON_HEALTH_PORT:-9440}",
      description =
          "Port of health and metrics on 127.0.0.1 (KEELSON_HEALTH_PORT; ${DEFAULT-VALUE})")
  String healthPort = "";

  @Option(
      names = "--host-root",
      defaultValue = "${env:KEELSON_HOST_ROOT:-/host}",
      description = "Where the node's root is mounted (KEELSON_HOST_ROOT; ${DEFAULT-VALUE})")
  String hostRoot = "";

  @Option(
      names = "--controller",
      defaultValue = "${env:KEELSON_CONTROLLER:-}",
      description =
          "Where the controller enrols agents, host:port (KEELSON_CONTROLLER; else of the Service"
              + " keelson-controller, as Kubernetes tells its pods)")
  String controller = "";

  @Option(
      names = "--trust-dir",
      defaultValue = "${env:KEELSON_TRUST_DIR:-/etc/keelson/trust}",
      description = "Has ca.crt and issuer (KEELSON_TRUST_DIR; ${DEFAULT-VALUE})")
  String trustDir = "";

  @Option(
      names = "--token-file",
      defaultValue = "${env:KEELSON_TOKEN_FILE:-/var/run/secrets/keelson/token}",
      description = "The pod's token for enrolment (KEELSON_TOKEN_FILE; ${DEFAULT-VALUE})")
  String tokenFile = "";

  @Option(
      names = "--policy-file",
      defaultValue = "${env:KEELSON_POLICY_FILE:-/etc/keelson/policy/policy.json}",
      description =
          "What may be set, see docs/policy.md; nothing without it (KEELSON_POLICY_FILE; ${DEFAULT-VALUE})")
  String policyFile = "";

  @Option(
      names = "--api-server",
      defaultValue = "${env:KEELSON_API_SERVER:-}",
      description =
          "IP address and port of the API server, or none: a change of net.* after which this node"
              + " does not reach it is taken back (KEELSON_API_SERVER; else as Kubernetes tells its"
              + " pods)")
  String apiServer = "";

  @Option(
      names = "--no-namespaces",
      hidden = true,
      description =
          "For tests, with a host root that is a plain directory: do not enter PID 1's namespaces")
  boolean noNamespaces;

  /** The configuration, or nothing and every mistake added to the list. */
  Optional<AgentConfig> config(List<String> mistakes) {
    if (nodeName == null || !nodeName.matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")) {
      mistakes.add("--node-name (KEELSON_NODE_NAME) must be the node's name in Kubernetes");
    }
    int https = portOf("--port", port, mistakes);
    int health = portOf("--health-port", healthPort, mistakes);
    if (https == health && https > 0) {
      mistakes.add("--port and --health-port must differ");
    }
    Path root = directory("--host-root", hostRoot, mistakes);
    Path trust = directory("--trust-dir", trustDir, mistakes);
    String enrolment = enrolment(mistakes);
    Uplink uplink = uplink(mistakes);
    if (noNamespaces && Files.exists(root.resolve("proc/1/ns"))) {
      mistakes.add("--no-namespaces is only for a host root that has no proc/1: leave it out");
    }
    Path policy = Path.of(policyFile);
    if (!policy.isAbsolute()) {
      mistakes.add("--policy-file: " + Problem.printable(policyFile) + " is not an absolute path");
    }
    return mistakes.isEmpty() && nodeName != null
        ? Optional.of(
            new AgentConfig(
                nodeName,
                https,
                health,
                root,
                enrolment,
                trust,
                Path.of(tokenFile),
                policy,
                uplink,
                !noNamespaces))
        : Optional.empty();
  }

  /**
   * A Service gets into the environment of pods that are made after it (kubernetes.io, Service).
   */
  private String enrolment(List<String> mistakes) {
    String host = System.getenv().getOrDefault("KEELSON_CONTROLLER_SERVICE_HOST", "");
    String port = System.getenv().getOrDefault("KEELSON_CONTROLLER_SERVICE_PORT_ENROL", "");
    String address = controller.isEmpty() ? host + ":" + port : controller;
    if (!address.matches("\\S+:[0-9]{1,5}")) {
      mistakes.add(
          "--controller (KEELSON_CONTROLLER) must be host:port of the controller's enrolment; there"
              + " is no Service keelson-controller in this pod's environment");
    }
    return address;
  }

  /** A name in place of an address would have to be looked up over the network that is at stake. */
  private Uplink uplink(List<String> mistakes) {
    if (apiServer.isEmpty()) {
      String host = System.getenv().getOrDefault("KUBERNETES_SERVICE_HOST", "");
      String port = System.getenv().getOrDefault("KUBERNETES_SERVICE_PORT", "");
      return TcpUplink.of(host + ":" + port).orElse(Uplink.NONE);
    }
    Optional<Uplink> given =
        apiServer.equals("none") ? Optional.of(Uplink.NONE) : TcpUplink.of(apiServer);
    if (given.isEmpty()) {
      mistakes.add(
          "--api-server: \""
              + Problem.printable(apiServer)
              + "\" is not an IP address and a port, such as 10.96.0.1:443, nor none");
    }
    return given.orElse(Uplink.NONE);
  }

  private static int portOf(String option, String text, List<String> mistakes) {
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535) {
      return Integer.parseInt(text);
    }
    mistakes.add(option + ": \"" + Problem.printable(text) + "\" is not a port (0 to 65535)");
    return -1;
  }

  private static Path directory(String option, String text, List<String> mistakes) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || !Files.isDirectory(path)) {
      mistakes.add(
          option + ": " + Problem.printable(text) + " is not an absolute path of a directory");
    }
    return path;
  }
}
