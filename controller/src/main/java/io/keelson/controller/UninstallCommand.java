package io.keelson.controller;

import io.keelson.controller.kube.Kube;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What must be done before the controller goes for good; the chart's hook runs it. */
@Command(
    name = "uninstall",
    description = "Takes the finalizers off all MyKinds, before the controller is removed.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class UninstallCommand implements Callable<Integer> {

  private static final int SOME_LEFT = 1;
  private static final long LOOK_MILLIS = 1000;

  /** What becomes of the nodes. */
  enum Nodes {
    KEEP,
    REVERT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--nodes",
      defaultValue = "keep",
      description = "keep: nodes stay as they are; revert: they give back everything first.")
  private Nodes nodes = Nodes.KEEP;

  @Option(
      names = "--timeout",
      defaultValue = "PT4M",
      description = "How long nodes have to give back (ISO-8601).")
  private Duration timeout = Duration.ofMinutes(4);

  @Option(
      names = "--namespace",
      defaultValue = "${env:KEELSON_NAMESPACE:-keelson-system}",
      description = "Namespace of the release (KEELSON_NAMESPACE).")
  private String namespace = "keelson-system";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Kube kube = Kube.foundForPerson()) {
      Clock clock = Clock.systemUTC();
      Uninstall uninstall =
          new Uninstall(
              kube.uninstallation(namespace, clock), clock, () -> Thread.sleep(LOOK_MILLIS), out);
      int left = uninstall.run(nodes == Nodes.REVERT, timeout);
      out.println(left == 0 ? "nothing is left" : left + " MyKinds still have the finalizer");
      return left == 0 ? 0 : SOME_LEFT;
    } catch (IOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return SOME_LEFT;
    } finally {
      out.flush();
    }
  }
}
