package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.NETWORK_LOST;
import static io.keelson.problem.ProblemCode.RECORD_FULL;

import io.keelson.agent.host.HostException;
import io.keelson.agent.plan.DropIn;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Fence;
import io.keelson.agent.record.Holding;
import io.keelson.agent.record.Holdings;
import io.keelson.agent.record.HostRecord;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.FileSetting;
import io.keelson.setting.Hostname;
import io.keelson.setting.Setting;
import io.keelson.setting.Sysctl;
import io.keelson.wire.Change;
import io.keelson.wire.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes settings so on the host, or gives them back: all of them or none. For the host thread. */
public final class Applier {

  private static final int MOST_KEYS = 4096;

  private final String node;
  private final HostRecord record;
  private final Fence fence;
  private final Transaction transaction;
  private final SysctlWork sysctls;
  private final HostnameWork hostname;
  private final FileWork files;
  private final FileReturn fileReturns;
  private final Losses losses = new Losses();

  public Applier(String node, HostRecord record, Fence fence, Host host) {
    this.node = node;
    this.record = record;
    this.fence = fence;
    this.transaction = new Transaction(record, host.images(), fence, host.lifeline());
    this.sysctls = new SysctlWork(host.sysctls(), host.dropIns(), host.limits(), host.boot());
    this.hostname =
        new HostnameWork(
            host.hostname(), host.sysctls(), host.files(), host.images(), host.naming());
    this.files = new FileWork(host.files(), host.directories(), host.images(), host.policy());
    this.fileReturns = new FileReturn(host.files(), host.directories(), host.images());
  }

  /**
   * Makes settings so, and gives back what the owner held of that Api and asks for no more.
   *
   * @param settings what passed {@link Admission}: at least one, all of one kind
   * @param digest of the parameters
   */
  public Outcome apply(Intent intent, Api api, List<Setting> settings, String digest) {
    Holdings held = record.holdings();
    Contest contest = new Contest(held, api, intent.owner());
    List<Problem> conflicts = contest.conflicts(settings);
    if (!conflicts.isEmpty()) {
      return new Outcome.Refused(conflicts);
    }
    Holding mine = holding(intent, api, settings, digest);
    return losses
        .of(intent, api, digest)
        .orElseGet(
            () -> {
              Outcome outcome = attempt(() -> make(intent, mine, settings, contest, held));
              losses.note(intent, api, digest, outcome);
              return outcome;
            });
  }

  private Outcome make(
      Intent intent, Holding mine, List<Setting> settings, Contest contest, Holdings held)
      throws Refusal, HostException {
    Work work = work(settings, contest.dropped(settings), held, !intent.dryRun());
    boolean isSo = held.holding(mine.owner(), mine.api()).filter(mine::equals).isPresent();
    Holdings next =
        isSo && work.steps().isEmpty()
            ? held
            : held.applied(mine, work.entries(), contest.taken(settings));
    return carryOut(intent, work, next);
  }

  private static Holding holding(Intent intent, Api api, List<Setting> settings, String digest) {
    return new Holding(
        intent.owner(),
        api,
        intent.epoch(),
        intent.generation(),
        digest,
        settings.stream().map(Setting::key).collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * @param paced whether it has to be time for a change where changes must be apart
   */
  private Work work(List<Setting> settings, List<Entry> back, Holdings held, boolean paced)
      throws Refusal, HostException {
    return switch (settings.getFirst()) {
      case Sysctl first ->
          sysctls.of(settings.stream().map(Sysctl.class::cast).toList(), back, held);
      case Hostname name -> hostname.of(name, held, paced);
      case FileSetting first ->
          files
              .of(settings.stream().map(FileSetting.class::cast).toList(), held)
              .and(fileReturns.of(back));
    };
  }

  /**
   * Makes a key that is held what it should be, again. No owner asks for that, so the order of
   * calls stays as it is.
   */
  Outcome setRight(Setting setting) {
    Holdings held = record.holdings();
    return attempt(
        () -> {
          Work work = work(List.of(setting), List.of(), held, false);
          List<Problem> failed =
              work.steps().isEmpty()
                  ? List.of()
                  : transaction.run(Optional.empty(), work.steps(), List.of(), held.setRight());
          return failed.isEmpty() ? new Outcome.Done(report(work)) : new Outcome.Refused(failed);
        });
  }

  /**
   * Gives back what only this owner holds. What would cut the node off is left as it is: an owner
   * that goes cannot be asked for another value, and to try again would cut it off again.
   *
   * @param api of which; empty for every one
   * @param keep true: everything stays as it is, and is only forgotten. Lines of sysctl.d stay too:
   *     they are part of it
   */
  public Outcome release(Intent intent, Optional<Api> api, boolean keep) {
    Holdings held = record.holdings();
    Set<Api> apis = EnumSet.copyOf(api.map(List::of).orElse(Arrays.asList(Api.values())));
    apis.removeIf(each -> held.holding(intent.owner(), each).isEmpty());
    return attempt(
        () -> {
          Holdings next = apis.isEmpty() ? held : held.released(intent.owner(), apis);
          Work work = keep ? Work.NONE : back(intent, apis, held, Set.of());
          Outcome outcome = carryOut(intent, work, next);
          return outcome instanceof Outcome.Refused refused && refused.isOnly(NETWORK_LOST)
              ? carryOut(intent, back(intent, apis, held, work.cuttingOff()), next)
              : outcome;
        });
  }

  /**
   * @param left keys that are left as they are, since the node would be cut off
   */
  private Work back(Intent intent, Set<Api> apis, Holdings held, Set<String> left)
      throws Refusal, HostException {
    Work all = Work.NONE;
    for (Api api : apis) {
      List<Entry> back = new ArrayList<>();
      for (Entry entry : held.alone(intent.owner(), api)) {
        if (left.contains(entry.key())) {
          all = all.and(Work.kept(NetworkLoss.left(entry.key())));
        } else {
          back.add(entry);
        }
      }
      if (!back.isEmpty()) {
        all = all.and(back(api, back, held));
      }
    }
    return all;
  }

  private Work back(Api api, List<Entry> back, Holdings held) throws Refusal, HostException {
    return switch (api) {
      case SYSCTL -> sysctls.of(List.of(), back, held);
      case HOSTNAME -> hostname.giveBack(back);
      case FILE -> fileReturns.of(back);
    };
  }

  /** What a call comes to. */
  private interface Attempt {
    Outcome make() throws Refusal, HostException;
  }

  private static Outcome attempt(Attempt attempt) {
    try {
      return attempt.make();
    } catch (Refusal e) {
      return new Outcome.Refused(e.problems());
    } catch (HostException e) {
      return refused(e.problem());
    }
  }

  /**
   * @param next the record afterwards; the one of now when nothing is to be written there
   */
  private Outcome carryOut(Intent intent, Work work, Holdings next) throws HostException {
    Optional<Problem> full = full(next);
    if (full.isPresent()) {
      return refused(full.get());
    }
    if (!intent.dryRun()) {
      record.establish();
      Optional<Problem> hindered = fence.keep();
      if (hindered.isPresent()) {
        return refused(hindered.get());
      }
      boolean isSo = next.transaction() == record.holdings().transaction();
      List<Problem> failed =
          isSo
              ? List.of()
              : transaction.run(Optional.of(intent.owner()), work.steps(), work.entries(), next);
      if (!failed.isEmpty()) {
        return new Outcome.Refused(failed);
      }
    }
    return new Outcome.Done(report(intent, work));
  }

  /** The agent's memory is small, and what is too much for it now would be again at each start. */
  private Optional<Problem> full(Holdings next) {
    String what =
        next.entries().size() > MOST_KEYS
            ? "more than " + MOST_KEYS + " keys"
            : record.isTooLarge(next)
                ? "more than " + HostRecord.LARGEST + " bytes of keys and of what they were before"
                : "";
    return what.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                RECORD_FULL,
                "parameters",
                what + " would be held on this node: give some up first"));
  }

  /** A value that is so, but would not be after a boot, was set right too. */
  private Report report(Work work) {
    List<Change> changes =
        work.changes().stream()
            .map(change -> work.steps().isEmpty() || change.changed() ? change : kept(change))
            .toList();
    return new Report(node, false, changes, List.of(), work.notPersistent(), work.warnings());
  }

  private static Change kept(Change change) {
    return new Change(
        change.key(),
        change.was() + " (not in /etc/sysctl.d/" + DropIn.NAME + ")",
        change.now(),
        true);
  }

  private Report report(Intent intent, Work work) {
    return new Report(
        node, intent.dryRun(), work.changes(), work.kept(), work.notPersistent(), work.warnings());
  }

  private static Outcome refused(Problem problem) {
    return new Outcome.Refused(List.of(problem));
  }
}
