package io.keelson.controller;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Reads options, starts the controller, waits for its end. */
@Command(
    name = "keelson-controller",
    description = "Turns MyKinds into calls to the agents of a cluster's nodes.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    showDefaultValues = true,
    scope = ScopeType.INHERIT,
    subcommands = {CaCommand.class, UninstallCommand.class})
public final class Main implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int WRONG_OPTIONS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Option(
      names = "--agent-port",
      defaultValue = "${env:KEELSON_AGENT_PORT:-9443}",
      description = "Port of the agents, on every node (KEELSON_AGENT_PORT).")
  private int agentPort;

  @Option(
      names = "--ops-port",
      defaultValue = "${env:KEELSON_OPS_PORT:-9440}",
      description = "Port of /livez, /readyz and /metrics (KEELSON_OPS_PORT).")
  private int opsPort;

  @Option(
      names = "--poll-interval",
      defaultValue = "${env:KEELSON_POLL_INTERVAL:-PT30S}",
      description = "How often each agent is asked what it holds (KEELSON_POLL_INTERVAL).")
  private Duration pollInterval = Duration.ofSeconds(30);

  @Option(
      names = "--undo-timeout",
      defaultValue = "${env:KEELSON_UNDO_TIMEOUT:-PT10M}",
      description =
          "How long the deletion of a MyKind waits for nodes that cannot give back"
              + " (KEELSON_UNDO_TIMEOUT).")
  private Duration undoTimeout = Duration.ofMinutes(10);

  @Option(
      names = "--max-calls",
      defaultValue = "${env:KEELSON_MAX_CALLS:-128}",
      description = "Most calls to agents at once (KEELSON_MAX_CALLS).")
  private int maxCalls;

  @Option(
      names = "--pod-name",
      defaultValue = "${env:KEELSON_POD_NAME:-${env:HOSTNAME:-keelson-controller}}",
      description = "Names this replica in the Lease (KEELSON_POD_NAME).")
  private String podName = "keelson-controller";

  @Mixin private AuthorityOptions authority = new AuthorityOptions();
  @Mixin private EnrolOptions enrol = new EnrolOptions();

  @Option(
      names = "--policy-file",
      defaultValue = "${env:KEELSON_POLICY_FILE:-}",
      description =
          "What the site allows, see docs/policy.md; empty: left to the agents (KEELSON_POLICY_FILE).")
  private String policyFile = "";

  public static void main(String[] arguments) {
    // Threads of libraries may still run: the process ends with the command.
    System.exit(
        new CommandLine(new Main())
            .registerConverter(Duration.class, new IsoDuration())
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    ControllerConfig config = config();
    List<String> mistakes = config.mistakes();
    if (!mistakes.isEmpty()) {
      mistakes.forEach(mistake -> LOG.error("{}", mistake));
      return WRONG_OPTIONS;
    }
    LOG.info("starting with {}", config);
    try (Controller controller = Controller.start(config)) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(controller)));
      String reason = controller.awaitLoss();
      LOG.error("ending: {}", reason);
      controller.drain(Duration.ZERO);
      return 1;
    }
  }

  private ControllerConfig config() {
    return new ControllerConfig(
        agentPort,
        opsPort,
        pollInterval,
        undoTimeout,
        maxCalls,
        authority.namespace,
        podName,
        new ControllerConfig.Trust(
            enrol.enrolPort,
            enrol.certificateLife,
            authority.authorityLife,
            authority.source,
            enrol.autoRecover,
            enrol.agentAccount),
        policyFile);
  }

  private static void end(Controller controller) {
    LOG.info("ending: told to");
    controller.drain(PATIENCE);
  }
}
