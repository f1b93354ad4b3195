package io.keelson.controller;

import io.keelson.controller.kube.Kube;
import io.keelson.controller.kube.TrustObjects;
import io.keelson.controller.trust.Custody;
import io.keelson.controller.trust.Rotation.Change;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Looks at the authority and changes it; for a person, in the controller's pod. */
@Command(
    name = "ca",
    description = "Looks at the certificate authority, renews, replaces or recovers it.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done; of status: the authority can be used",
      "1:refused, not possible now, or not ended in time; of status: it cannot be used",
      "2:not written as it must be"
    })
final class CaCommand {

  private static final int REFUSED = 1;
  private static final long LOOK_MILLIS = 1000;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** One thing to do with it. */
  private interface Work {
    int with(Custody custody, PrintWriter out)
        throws IOException, GeneralSecurityException, InterruptedException;
  }

  private int run(AuthorityOptions options, Work work) {
    PrintWriter out = spec.commandLine().getOut();
    try (Kube kube = Kube.foundForPerson();
        TrustObjects objects = kube.trust(options.namespace, options.source)) {
      Custody custody =
          new Custody(objects, options.source, options.authorityLife, Clock.systemUTC());
      return work.with(custody, out);
    } catch (IOException | GeneralSecurityException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return REFUSED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return REFUSED;
    } finally {
      out.flush();
    }
  }

  @Command(
      name = "status",
      description =
          "Prints the phase, who is believed until when, and whom a replacement waits for.",
      mixinStandardHelpOptions = true)
  int status(@Mixin AuthorityOptions options) {
    return run(
        options,
        (custody, out) -> {
          out.println(custody.status());
          return custody.isGood() ? 0 : REFUSED;
        });
  }

  @Command(
      name = "renew",
      description = "Makes another certificate for the same key.",
      mixinStandardHelpOptions = true)
  int renew(@Mixin AuthorityOptions options) {
    return run(options, (custody, out) -> said(custody.renew(), custody, out));
  }

  @Command(
      name = "replace",
      description = "Begins to replace the authority by one with another key.",
      mixinStandardHelpOptions = true)
  int replace(
      @Mixin AuthorityOptions options,
      @Option(names = "--wait", description = "Wait for the end.") boolean wait,
      @Option(
              names = "--timeout",
              defaultValue = "PT30M",
              description = "How long to wait at most (ISO-8601).")
          Duration timeout) {
    return run(
        options,
        (custody, out) -> {
          int begun = said(custody.replace(), custody, out);
          if (begun == 0 && !wait) {
            out.println("begun: `ca status` says how far it is");
          }
          return begun == 0 && wait ? awaited(custody, timeout, out) : begun;
        });
  }

  @Command(
      name = "recover",
      description =
          "Makes a new authority when the recorded one is lost. Every agent must enrol again.",
      mixinStandardHelpOptions = true)
  int recover(@Mixin AuthorityOptions options) {
    return run(options, (custody, out) -> said(custody.recover(), custody, out));
  }

  private static int said(Change change, Custody custody, PrintWriter out) throws IOException {
    return switch (change) {
      case Change.To to -> {
        out.println(custody.status());
        yield 0;
      }
      case Change.Refused refused -> {
        out.println("refused: " + refused.why());
        yield REFUSED;
      }
    };
  }

  private static int awaited(Custody custody, Duration timeout, PrintWriter out)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    String last = "";
    for (String progress = progress(custody); !progress.isEmpty(); progress = progress(custody)) {
      if (System.nanoTime() - end > 0) {
        out.println(
            "it has not ended within %s and goes on: `ca status` says how far it is"
                .formatted(timeout));
        return REFUSED;
      }
      if (!progress.equals(last)) {
        out.println(progress);
        out.flush();
        last = progress;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    out.println(custody.status());
    return 0;
  }

  /** Empty at the end. An API server that is away for a moment does not end the wait. */
  private static String progress(Custody custody) {
    try {
      return custody.isStable() ? "" : custody.progress();
    } catch (IOException e) {
      return "cannot look: " + e.getMessage();
    }
  }
}
