package io.keelson.controller.converge;

import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Retreat;
import io.keelson.controller.plan.Selection;
import io.keelson.controller.plan.Targets;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.plan.World;
import io.keelson.controller.status.DriftedKey;
import io.keelson.controller.status.Farewell;
import io.keelson.controller.status.Farewell.Cause;
import io.keelson.controller.status.Outcome;
import io.keelson.controller.status.Situation;
import io.keelson.controller.status.Situation.Doing;
import io.keelson.controller.status.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Gathers what is known about one MyKind. */
final class Survey {

  private Survey() {}

  static Summary of(World world, Ledger ledger, Declaration declaration, Duration undoTimeout) {
    return switch (declaration) {
      case Declaration.Invalid invalid -> Summary.of(refused(world, invalid));
      case Declaration.Leaving leaving ->
          farewell(world, ledger, leaving, leaving.departure().asked().plus(undoTimeout)).summary();
      case Declaration.Valid valid ->
          retreat(world, valid)
              .map(retreat -> farewell(world, ledger, valid, retreat.until()).summary())
              .orElseGet(() -> Summary.of(situation(world, ledger, valid)));
    };
  }

  /** While nodes give back what it has set, and after that. */
  private static Optional<Retreat> retreat(World world, Declaration.Valid valid) {
    return Optional.ofNullable(world.retreat())
        .filter(retreat -> retreat.revert() && valid.mode() == Mode.APPLY);
  }

  /** How far nodes are with giving back what they held of it. */
  static Farewell farewell(World world, Ledger ledger, Declaration declaration, Instant until) {
    MyKind kind = declaration.kind();
    Selection selection = declaration.selection();
    SortedSet<String> nodes = new TreeSet<>();
    Map<String, Outcome> outcomes = new HashMap<>();
    for (Node node : world.nodes()) {
      boolean meant = selection == null || selection.includes(node);
      switch (ledger.parting(node.name(), kind.uid(), meant)) {
        case Parting.Unconcerned unconcerned -> {}
        case Parting.Pending pending -> nodes.add(node.name());
        case Parting.Told told -> {
          nodes.add(node.name());
          outcomes.put(node.name(), told.outcome());
        }
      }
    }
    Cause cause = kind.departure() == null ? Cause.UNINSTALLED : Cause.DELETED;
    return new Farewell(cause, kind.generation(), until, nodes, outcomes);
  }

  private static Situation refused(World world, Declaration.Invalid invalid) {
    Selection selection = invalid.selection();
    Targets targets =
        selection == null
            ? new Targets(new TreeSet<>(), new TreeSet<>())
            : world.targetsOf(selection);
    return new Situation(
        invalid.kind().generation(),
        Doing.APPLY,
        invalid.problems(),
        targets.nodes(),
        targets.unknown(),
        Map.of());
  }

  private static Situation situation(World world, Ledger ledger, Declaration.Valid valid) {
    MyKind kind = valid.kind();
    Targets targets = world.targetsOf(valid.selection());
    Map<String, Outcome> outcomes = new HashMap<>();
    Map<String, List<DriftedKey>> drifts = new HashMap<>();
    for (String node : targets.nodes()) {
      ledger.outcome(node, kind).ifPresent(outcome -> outcomes.put(node, outcome));
      List<DriftedKey> drifted = ledger.drifts(node, kind);
      if (!drifted.isEmpty()) {
        drifts.put(node, drifted);
      }
    }
    return new Situation(
        kind.generation(),
        doing(valid),
        List.of(),
        targets.nodes(),
        targets.unknown(),
        outcomes,
        owed(ledger, valid, targets),
        drifts);
  }

  /** Of nodes that it is no longer for; when it only reads, of all. */
  private static String owed(Ledger ledger, Declaration.Valid valid, Targets targets) {
    if (valid.spec().paused() || valid.mode() == Mode.DRY_RUN) {
      return "";
    }
    String uid = valid.kind().uid();
    SortedSet<String> nodes = new TreeSet<>(ledger.holders(uid));
    if (valid.mode() == Mode.APPLY) {
      nodes.removeAll(targets.nodes());
    }
    Map<String, Outcome> outcomes = new HashMap<>();
    for (String node : nodes) {
      if (ledger.parting(node, uid, true) instanceof Parting.Told told) {
        outcomes.put(node, told.outcome());
      }
    }
    return Farewell.incomplete(nodes, outcomes);
  }

  private static Doing doing(Declaration.Valid valid) {
    if (valid.spec().paused()) {
      return Doing.PAUSED;
    }
    return switch (valid.mode()) {
      case APPLY -> Doing.APPLY;
      case DRY_RUN -> Doing.DRY_RUN;
      case READ -> Doing.READ;
    };
  }
}
