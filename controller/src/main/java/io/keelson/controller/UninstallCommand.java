package io.keelson.controller;

import io.keelson.controller.kube.Kube;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  private static final int NOT_DONE = 1;
  private static final long LOOK_MILLIS = 1000;

  /**
   * A Lease of one that is lost lasts 15 s; who leads reads everything first, and looks every 5 s.
   */
  private static final Duration HEEDS_WITHIN = Duration.ofSeconds(45);

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
              kube.uninstallation(namespace, clock),
              HEEDS_WITHIN,
              clock,
              () -> Thread.sleep(LOOK_MILLIS),
              out);
      return told(uninstall.run(nodes == Nodes.REVERT, timeout));
    } catch (IOException e) {
      return notDone(e.getMessage());
    }
  }

  private int told(Uninstall.Result result) {
    return switch (result) {
      case Uninstall.Result.Done done -> {
        spec.commandLine().getOut().println("no MyKind has the finalizer any more");
        spec.commandLine().getOut().flush();
        yield 0;
      }
      case Uninstall.Result.Left left ->
          notDone("MyKinds that have the finalizer again and again: " + left.kinds());
      case Uninstall.Result.Unheard unheard ->
          notDone(
              "no controller answers, so no node can give back, and nothing was changed:"
                  + " mend the controller, or uninstall with --no-hooks, which leaves nodes as they are");
    };
  }

  private int notDone(@Nullable String why) {
    spec.commandLine().getErr().println(why);
    spec.commandLine().getErr().flush();
    return NOT_DONE;
  }
}
