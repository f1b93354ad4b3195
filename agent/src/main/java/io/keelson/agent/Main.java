package io.keelson.agent;

import io.keelson.agent.host.CoreDumps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads the options, starts the agent, waits. */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private Main() {}

  public static void main(String[] args) {
    logToCleanLines();
    AgentOptions options = new AgentOptions();
    CommandLine line =
        new CommandLine(options).addSubcommand("policy", new CommandLine(new PolicyCommand()));
    try {
      line.parseArgs(args);
    } catch (ParameterException e) {
      misused(e);
    }
    if (CommandLine.printHelpIfRequested(line.getParseResult())) {
      return;
    }
    if (line.getParseResult().hasSubcommand()) {
      System.exit(subcommand(line));
    }
    List<String> mistakes = new ArrayList<>();
    Optional<AgentConfig> config = options.config(mistakes);
    if (config.isEmpty()) {
      exit(USAGE, mistakes);
      return;
    }
    run(config.get());
  }

  /** The options of the agent itself are too many to be shown each time. */
  @SuppressWarnings("SystemOut")
  private static void misused(ParameterException e) {
    CommandLine asked = e.getCommandLine();
    if (asked.getParent() == null) {
      exit(USAGE, List.of(String.valueOf(e.getMessage())));
    }
    System.err.println("keelson-agent: " + e.getMessage());
    asked.usage(System.err);
    System.exit(USAGE);
  }

  @SuppressWarnings("SystemOut")
  private static int subcommand(CommandLine line) {
    List<CommandLine> given = line.getParseResult().asCommandLineList();
    if (given.getLast().getCommand() instanceof PolicyCommand.Check check) {
      return check.run(System.out, System.err);
    }
    given.getLast().usage(System.err);
    return USAGE;
  }

  /** The log's back end asks for standard output anew with each line. */
  @SuppressWarnings("SystemOut")
  private static void logToCleanLines() {
    System.setOut(new CleanLines(System.out));
  }

  private static void run(AgentConfig config) {
    LOG.info("keelson-agent {}: {}", Version.text(), config.text());
    CoreDumps.forbid();
    try {
      Agent agent = Agent.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "stop"));
      LOG.info("health on 127.0.0.1:{}; takes calls once it is enrolled", agent.healthPort());
      agent.port().whenComplete((port, fault) -> endOn(fault));
    } catch (Exception e) {
      LOG.error("cannot start", e);
      System.exit(FAILED);
    }
  }

  /** A port that somebody else has may be free after the next start. */
  private static void endOn(@Nullable Throwable fault) {
    if (fault != null) {
      LOG.error("cannot listen", fault);
      System.exit(FAILED);
    }
  }

  private static void stop(Agent agent) {
    LOG.info("stopping: finishing what is under way");
    agent.close();
    LOG.info("stopped");
  }

  @SuppressWarnings("SystemOut")
  private static void exit(int code, List<String> mistakes) {
    mistakes.forEach(mistake -> System.err.println("keelson-agent: " + mistake));
    System.err.println("keelson-agent --help lists the options");
    System.exit(code);
  }
}
