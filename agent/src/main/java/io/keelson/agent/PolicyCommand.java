package io.keelson.agent;

import io.keelson.agent.host.MountedFile;
import io.keelson.policy.PolicyText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What can be done with a policy, without an agent. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = "Looks at files that say what nodes allow.",
    subcommands = PolicyCommand.Check.class)
final class PolicyCommand {

  /** {@code keelson-agent policy check FILE}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Says what a policy allows, or every mistake as FILE:LINE:COLUMN: MESSAGE.",
        "Exit code 0: good; 1: not good; 2: it cannot be read."
      })
  static final class Check {

    @Parameters(paramLabel = "FILE", description = "The policy (JSON); - for standard input")
    String file = "";

    /** Prints, and gives the exit code. */
    int run(PrintStream out, PrintStream err) {
      byte[] text;
      try {
        text =
            file.equals("-")
                ? System.in.readNBytes(PolicyText.LARGEST + 1)
                : new MountedFile(Path.of(file), PolicyText.LARGEST).read();
      } catch (IOException e) {
        err.println("keelson-agent: " + file + " cannot be read: " + reason(e));
        return 2;
      }
      return switch (PolicyText.read(text)) {
        case PolicyText.Outcome.Good good -> print(out, good.policy().summary(), "", 0);
        case PolicyText.Outcome.Bad bad ->
            print(err, bad.mistakes().stream().map(Object::toString).toList(), file + ":", 1);
      };
    }

    private static String reason(IOException e) {
      return e instanceof NoSuchFileException ? "there is no such file" : e.toString();
    }

    private static int print(PrintStream to, List<String> lines, String before, int code) {
      lines.forEach(line -> to.println(before + line));
      return code;
    }
  }
}
