package io.keelson.console.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the console runs; nothing in it is secret.
 *
 * @param port of the pages, HTTPS; 0: any free one
 * @param opsPort health and metrics, plain HTTP; 0: any free one
 * @param namespace of the release, where our Secret is
 * @param usersNamespace where each user has a service account
 * @param secret name of our own Secret
 * @param database where users and sessions are kept
 * @param tlsDirectory has tls.crt and tls.key; empty: the certificate is made here
 * @param hosts names and addresses that a certificate made here is for
 * @param trustedProxies networks (CIDR) whose X-Forwarded-For is believed
 * @param sessions how long sessions live
 * @param cluster where the API server is
 */
public record ConsoleConfig(
    int port,
    int opsPort,
    String namespace,
    String usersNamespace,
    String secret,
    Database database,
    String tlsDirectory,
    List<String> hosts,
    List<String> trustedProxies,
    Sessions sessions,
    Cluster cluster) {

  private static final Duration LONGEST_SESSION = Duration.ofHours(24);
  private static final Duration SHORTEST_SESSION = Duration.ofMinutes(1);

  /**
   * Where users and sessions are kept.
   *
   * @param url {@code jdbc:h2:file:/…} or {@code jdbc:postgresql://…}
   * @param passwordFile a file with the password; empty: none
   */
  public record Database(String url, String user, String passwordFile) {}

  /**
   * How long sessions live.
   *
   * @param idle without a request
   * @param life at most
   */
  public record Sessions(Duration idle, Duration life) {}

  /**
   * Where the API server is.
   *
   * @param accountDirectory has our own token and ca.crt
   */
  public record Cluster(URI apiServer, Path accountDirectory) {}

  public ConsoleConfig {
    hosts = List.copyOf(hosts);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** Every mistake in it, each with what would be right. */
  public List<String> mistakes() {
    List<String> mistakes = new ArrayList<>();
    checkPort(mistakes, "--port", port);
    checkPort(mistakes, "--ops-port", opsPort);
    checkName(mistakes, "--namespace", namespace, "the one of the release");
    checkName(mistakes, "--users-namespace", usersNamespace, "the one kept for console users");
    checkName(mistakes, "--secret", secret, "the name of the console's own Secret");
    if (!usersNamespace.isBlank() && usersNamespace.equals(namespace)) {
      mistakes.add(
          "--users-namespace " + usersNamespace + ": use one that holds nothing but console users");
    }
    if (!database.url.startsWith("jdbc:h2:") && !database.url.startsWith("jdbc:postgresql:")) {
      mistakes.add(
          "--database-url does not begin with jdbc:h2: or jdbc:postgresql:"
              + " (for example jdbc:postgresql://db.example.com/keelson)");
    }
    if (database.url.contains("password=")) {
      mistakes.add("--database-url has a password: put it into a file, --database-password-file");
    }
    checkSessions(mistakes);
    for (String network : trustedProxies) {
      if (Network.parse(network).isEmpty()) {
        mistakes.add("--trusted-proxies " + network + ": use networks such as 10.0.0.0/8");
      }
    }
    return mistakes;
  }

  private void checkSessions(List<String> mistakes) {
    if (sessions.life.compareTo(SHORTEST_SESSION) < 0
        || sessions.life.compareTo(LONGEST_SESSION) > 0) {
      mistakes.add("--session-life " + sessions.life + ": use PT1M to PT24H");
    }
    if (sessions.idle.compareTo(Duration.ofSeconds(1)) < 0
        || sessions.idle.compareTo(sessions.life) > 0) {
      mistakes.add("--session-idle " + sessions.idle + ": use PT1S to --session-life");
    }
  }

  private static void checkPort(List<String> mistakes, String option, int port) {
    if (port < 0 || port > 65535) {
      mistakes.add(option + " " + port + ": use 0 to 65535");
    }
  }

  private static void checkName(List<String> mistakes, String option, String name, String right) {
    if (!name.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?") || name.length() > 63) {
      mistakes.add(option + " \"" + name + "\" is no name of Kubernetes: use " + right);
    }
  }
}
