package io.keelson.controller.status;

import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.Result;
import io.keelson.api.MyKindStatus.State;
import io.keelson.api.NodeSet;
import io.keelson.controller.status.Results.Group;
import io.keelson.controller.status.Situation.Doing;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a situation means.
 *
 * @param settled whether every target has answered or is offline: nothing is on its way
 * @param reason one of {@link Reasons}
 * @param persistence whether what is applied outlives a reboot; null when nothing is applied
 * @param drifts what others changed, by node; of one that is offline, what was known before
 */
public record Summary(
    long generation,
    State state,
    String reason,
    String msg,
    boolean settled,
    NodeCounts nodes,
    List<Result> results,
    @Nullable Persistence persistence,
    Map<String, List<DriftedKey>> drifts) {

  /** Sums a situation up. */
  public static Summary of(Situation situation) {
    if (!situation.refusals().isEmpty()) {
      return refused(situation, situation.refusals());
    }
    if (situation.targets().isEmpty() && situation.unknown().isEmpty()) {
      return refused(situation, List.of(noTargets()));
    }
    NodeCounts counts = count(situation);
    List<Group> groups =
        Results.groups(situation.targets(), situation.outcomes(), situation.drifts());
    List<Result> results = new ArrayList<>();
    if (!situation.unknown().isEmpty()) {
      results.add(unknown(situation));
    }
    results.addAll(Results.bounded(groups));
    boolean settled =
        situation.doing() == Doing.PAUSED
            || counts.applied() + counts.failed() + counts.offline() == counts.target();
    State state = state(situation.doing(), settled, counts);
    return new Summary(
        situation.generation(),
        state,
        reason(situation, state, settled, groups),
        Message.of(situation, counts, groups),
        settled,
        counts,
        results,
        persistence(situation),
        situation.drifts());
  }

  private static @Nullable Persistence persistence(Situation situation) {
    return switch (situation.doing()) {
      case APPLY, PAUSED -> Persistence.of(situation.outcomes()).orElse(null);
      case DRY_RUN, READ -> null;
    };
  }

  private static Problem noTargets() {
    return Problem.of(
        ProblemCode.TARGETS_EMPTY,
        "",
        "no node matches Workers, NodeSelector and TargetType together");
  }

  private static Summary refused(Situation situation, List<Problem> problems) {
    SortedSet<String> nodes = new TreeSet<>(situation.targets());
    nodes.addAll(situation.unknown());
    Row row = Row.problems("Refused", problems);
    return new Summary(
        situation.generation(),
        State.ERROR,
        Reasons.REFUSED,
        Message.refused(problems),
        true,
        new NodeCounts(nodes.size(), 0, nodes.size(), 0, 0),
        Results.bounded(List.of(new Group(row, false, nodes))),
        null,
        Map.of());
  }

  private static Result unknown(Situation situation) {
    Row row =
        Row.problems(
            "Refused",
            List.of(Problem.of(ProblemCode.WORKER_UNKNOWN, "Workers", "no node has this name")));
    return new Result(
        NodeSet.of(situation.unknown()), row.word(), List.of(), row.problems(), List.of());
  }

  private static NodeCounts count(Situation situation) {
    int applied = 0;
    int failed = situation.unknown().size();
    int offline = 0;
    for (String node : situation.targets()) {
      Outcome outcome = situation.outcomes().get(node);
      if (outcome instanceof Outcome.Offline) {
        offline++;
      } else if (outcome != null && outcome.isGood()) {
        applied++;
      } else if (outcome != null) {
        failed++;
      }
    }
    int target = situation.targets().size() + situation.unknown().size();
    return new NodeCounts(target, applied, failed, offline, drifted(situation));
  }

  /** Nothing is claimed of nodes that are offline. */
  private static int drifted(Situation situation) {
    return (int)
        situation.drifts().keySet().stream()
            .map(situation.outcomes()::get)
            .filter(outcome -> outcome != null && !(outcome instanceof Outcome.Offline))
            .count();
  }

  /** Nothing but offline nodes is RUNNING: nobody has confirmed anything. */
  private static State state(Doing doing, boolean settled, NodeCounts counts) {
    if (doing == Doing.PAUSED || !settled) {
      return State.RUNNING;
    }
    if (counts.failed() > 0) {
      return State.ERROR;
    }
    return counts.applied() == 0 ? State.RUNNING : State.SUCCESS;
  }

  private static String reason(
      Situation situation, State state, boolean settled, List<Group> groups) {
    return switch (state) {
      case RUNNING ->
          situation.doing() == Doing.PAUSED
              ? Reasons.PAUSED
              : settled ? Reasons.TARGETS_OFFLINE : Reasons.APPLYING;
      case SUCCESS ->
          switch (situation.doing()) {
            case APPLY, PAUSED -> Reasons.APPLIED;
            case DRY_RUN -> Reasons.PLANNED;
            case READ -> Reasons.READ;
          };
      case ERROR -> situation.unknown().isEmpty() ? worst(groups) : Reasons.REFUSED;
    };
  }

  /** The groups with problems come first, so the first one is the most frequent problem. */
  private static String worst(List<Group> groups) {
    if (groups.isEmpty()) {
      return Reasons.FAILED;
    }
    Row row = groups.getFirst().row();
    return isThrottled(row) ? Reasons.THROTTLED : row.word();
  }

  /** Nothing is wrong with it but that it comes too soon after another. */
  private static boolean isThrottled(Row row) {
    return !row.problems().isEmpty()
        && row.problems().stream()
            .allMatch(problem -> problem.code().equals(ProblemCode.HOSTNAME_THROTTLED));
  }

  /** The status, with times taken over where a condition has not changed. */
  public MyKindStatus status(@Nullable MyKindStatus previous, Instant now) {
    return new MyKindStatus(
        state, msg, generation, nodes, results, Conditions.of(this, previous, now));
  }
}
