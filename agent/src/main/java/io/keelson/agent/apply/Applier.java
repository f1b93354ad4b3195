package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.AGENT_ERROR;
import static io.keelson.problem.ProblemCode.UNDO_FAILED;

import io.keelson.agent.host.HostException;
import io.keelson.problem.Problem;
import io.keelson.setting.Hostname;
import io.keelson.setting.ManagedFile;
import io.keelson.setting.Setting;
import io.keelson.setting.Sysctl;
import io.keelson.wire.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes settings so on the host, all of them or none. For the host thread. */
public final class Applier {

  private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

  private final String node;
  private final Readiness readiness;
  private final SysctlWork sysctls;
  private final HostnameWork hostname;
  private final FileWork files;

  public Applier(String node, Readiness readiness, Host host) {
    this.node = node;
    this.readiness = readiness;
    this.sysctls = new SysctlWork(host.sysctls(), host.dropIns(), host.memory());
    this.hostname = new HostnameWork(host.hostname());
    this.files = new FileWork(host.files(), host.policy());
  }

  /**
   * @param settings what passed {@link Admission}: at least one, all of one kind
   * @param beforeChanges asked last, when nothing else stands in the way; its problem ends the call
   */
  public Outcome apply(
      List<Setting> settings, boolean dryRun, Supplier<Optional<Problem>> beforeChanges) {
    Optional<Problem> obstacle = readiness.obstacle();
    if (obstacle.isPresent()) {
      return refused(obstacle.get());
    }
    try {
      Work work = work(settings);
      if (!dryRun) {
        Optional<Problem> hindered = beforeChanges.get();
        if (hindered.isPresent()) {
          return refused(hindered.get());
        }
        // A journal of the steps goes to disk here, before the first of them is made.
        Optional<List<Problem>> failed = make(work.steps());
        if (failed.isPresent()) {
          return new Outcome.Refused(failed.get());
        }
      }
      return new Outcome.Done(
          new Report(node, dryRun, work.changes(), List.of(), List.of(), work.warnings()));
    } catch (Refusal e) {
      return new Outcome.Refused(e.problems());
    } catch (HostException e) {
      return refused(e.problem());
    }
  }

  private Work work(List<Setting> settings) throws Refusal, HostException {
    return switch (settings.getFirst()) {
      case Sysctl first -> sysctls.of(settings.stream().map(Sysctl.class::cast).toList());
      case Hostname name -> hostname.of(name);
      case ManagedFile first -> files.of(settings.stream().map(ManagedFile.class::cast).toList());
    };
  }

  /** Makes every step; when one fails, takes all back and says why. */
  private static Optional<List<Problem>> make(List<Step> steps) {
    List<Step> begun = new ArrayList<>();
    try {
      for (Step step : steps) {
        begun.addFirst(step);
        step.make();
      }
    } catch (HostException e) {
      return Optional.of(undo(e.problem(), begun));
    } catch (RuntimeException | Error e) {
      LOG.error("a step failed in an unforeseen way", e);
      return Optional.of(
          undo(Problem.of(AGENT_ERROR, "", "the agent failed; its log has the reason"), begun));
    }
    begun.forEach(Step::keep);
    return Optional.empty();
  }

  /** The reason, and after it what could not be taken back. */
  private static List<Problem> undo(Problem reason, List<Step> lastFirst) {
    List<Problem> left = new ArrayList<>(List.of(reason));
    for (Step step : lastFirst) {
      try {
        step.undo();
      } catch (HostException | RuntimeException | Error e) {
        LOG.error("{} could not be taken back", Problem.printable(step.what()), e);
        left.add(
            new Problem(
                UNDO_FAILED,
                "",
                step.what(),
                step.what() + " could not be taken back: " + e.getMessage()));
      }
    }
    return left;
  }

  private static Outcome refused(Problem problem) {
    return new Outcome.Refused(List.of(problem));
  }
}
