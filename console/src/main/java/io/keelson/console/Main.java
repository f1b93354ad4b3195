package io.keelson.console;

import io.keelson.console.config.ConsoleConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reads options, starts the console, waits for its end. */
@Command(
    name = "keelson-console",
    description = "A web console for the settings of a cluster's nodes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    showDefaultValues = true)
public final class Main implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int WRONG_OPTIONS = 2;
  private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

  @Option(
      names = "--port",
      defaultValue = "${env:KEELSON_CONSOLE_PORT:-8443}",
      description = "Port of the pages, HTTPS (KEELSON_CONSOLE_PORT).")
  private int port;

  @Option(
      names = "--ops-port",
      defaultValue = "${env:KEELSON_CONSOLE_OPS_PORT:-9440}",
      description = "Port of /livez, /readyz and /metrics (KEELSON_CONSOLE_OPS_PORT).")
  private int opsPort;

  @Option(
      names = "--namespace",
      defaultValue = "${env:KEELSON_NAMESPACE:-keelson-system}",
      description = "Namespace of the release (KEELSON_NAMESPACE).")
  private String namespace = "";

  @Option(
      names = "--users-namespace",
      defaultValue = "${env:KEELSON_USERS_NAMESPACE:-keelson-console-users}",
      description =
          "Namespace of the users' service accounts, for nothing else (KEELSON_USERS_NAMESPACE).")
  private String usersNamespace = "";

  @Option(
      names = "--secret",
      defaultValue = "${env:KEELSON_SECRET:-keelson-console}",
      description = "The console's own Secret (KEELSON_SECRET).")
  private String secret = "";

  @Option(
      names = "--database-url",
      defaultValue = "${env:KEELSON_DATABASE_URL:-jdbc:h2:file:/data/console}",
      description = "jdbc:h2:file:/… or jdbc:postgresql://… (KEELSON_DATABASE_URL).")
  private String databaseUrl = "";

  @Option(
      names = "--database-user",
      defaultValue = "${env:KEELSON_DATABASE_USER:-keelson}",
      description = "User of the database (KEELSON_DATABASE_USER).")
  private String databaseUser = "";

  @Option(
      names = "--database-password-file",
      defaultValue = "${env:KEELSON_DATABASE_PASSWORD_FILE:-}",
      description = "File with its password; empty: none (KEELSON_DATABASE_PASSWORD_FILE).")
  private String databasePasswordFile = "";

  @Option(
      names = "--tls-dir",
      defaultValue = "${env:KEELSON_TLS_DIR:-}",
      description =
          "Folder with tls.crt and tls.key; empty: the certificate is made here (KEELSON_TLS_DIR).")
  private String tlsDirectory = "";

  @Option(
      names = "--hosts",
      defaultValue = "${env:KEELSON_HOSTS:-}",
      description = "Names that a certificate made here is for too, with commas (KEELSON_HOSTS).")
  private String hosts = "";

  @Option(
      names = "--trusted-proxies",
      defaultValue = "${env:KEELSON_TRUSTED_PROXIES:-}",
      description =
          "Networks whose X-Forwarded-For is believed, with commas (KEELSON_TRUSTED_PROXIES).")
  private String trustedProxies = "";

  @Option(
      names = "--session-idle",
      defaultValue = "${env:KEELSON_SESSION_IDLE:-PT15M}",
      description = "A session ends without a request for so long (KEELSON_SESSION_IDLE).")
  private Duration sessionIdle = Duration.ofMinutes(15);

  @Option(
      names = "--session-life",
      defaultValue = "${env:KEELSON_SESSION_LIFE:-PT8H}",
      description = "A session ends after so long in any case (KEELSON_SESSION_LIFE).")
  private Duration sessionLife = Duration.ofHours(8);

  @Option(
      names = "--api-server",
      defaultValue =
          "${env:KEELSON_API_SERVER:-https://${env:KUBERNETES_SERVICE_HOST:-kubernetes.default.svc}:${env:KUBERNETES_SERVICE_PORT:-443}}",
      description = "The API server (KEELSON_API_SERVER).")
  private URI apiServer = URI.create("https://kubernetes.default.svc");

  @Option(
      names = "--account-dir",
      defaultValue = "${env:KEELSON_ACCOUNT_DIR:-" + ACCOUNT + "}",
      description = "Folder with the console's own token and ca.crt (KEELSON_ACCOUNT_DIR).")
  private Path account = Path.of(ACCOUNT);

  public static void main(String[] arguments) {
    // Threads of libraries may still run: the process ends with the command.
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    ConsoleConfig config = config();
    List<String> mistakes = config.mistakes();
    if (!mistakes.isEmpty()) {
      mistakes.forEach(mistake -> LOG.error("{}", mistake));
      return WRONG_OPTIONS;
    }
    LOG.info("starting with {}", config);
    CountDownLatch end = new CountDownLatch(1);
    try (Console console = Console.start(config)) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(console::close));
      LOG.info("pages on port {}, health on port {}", console.port(), console.opsPort());
      end.await();
    }
    return 0;
  }

  private ConsoleConfig config() {
    return new ConsoleConfig(
        port,
        opsPort,
        namespace,
        usersNamespace,
        secret,
        new ConsoleConfig.Database(databaseUrl, databaseUser, databasePasswordFile),
        tlsDirectory,
        words(hosts),
        words(trustedProxies),
        new ConsoleConfig.Sessions(sessionIdle, sessionLife),
        new ConsoleConfig.Cluster(apiServer, account));
  }

  private static List<String> words(String list) {
    return Stream.of(list.split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
  }
}
