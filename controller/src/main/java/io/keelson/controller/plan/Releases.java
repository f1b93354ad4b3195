package io.keelson.controller.plan;

import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.wire.Owner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of that which a node holds nobody wants there any more. */
final class Releases {

  private final World world;
  private final Node node;
  private final Map<String, Intent> intents;
  private final Gone gone;
  private final Set<Release> releases = new LinkedHashSet<>();
  private final Set<Owner> strangers = new LinkedHashSet<>();

  /**
   * Of a node.
   *
   * @param intents by uid, for the MyKinds that are for it
   */
  Releases(World world, Node node, Map<String, Intent> intents, Gone gone) {
    this.world = world;
    this.node = node;
    this.intents = intents;
    this.gone = gone;
  }

  void look(Holding holding) {
    switch (world.declaration(holding.owner().uid())) {
      case null -> lookForOwner(holding);
      case Declaration.Leaving leaving ->
          releases.add(everything(leaving.kind(), leaving.departure().keep()));
      // A mistake in a spec takes nothing back.
      case Declaration.Invalid invalid -> lookForRetreat(invalid.kind());
      case Declaration.Valid valid -> {
        lookForRetreat(valid.kind());
        if (isUnwanted(holding, valid)) {
          MyKind kind = valid.kind();
          releases.add(new Release(kind.owner(), kind.generation(), holding.api(), false));
        }
      }
    }
  }

  private static Release everything(MyKind kind, boolean keep) {
    return new Release(kind.owner(), kind.generation(), null, keep);
  }

  private void lookForRetreat(MyKind kind) {
    Retreat retreat = world.retreat();
    if (retreat != null && retreat.revert()) {
      releases.add(everything(kind, false));
    }
  }

  private void lookForOwner(Holding holding) {
    if (world.retreat() != null) {
      return;
    }
    String uid = holding.owner().uid();
    if (gone.reverted().contains(uid) || gone.kept().contains(uid)) {
      releases.add(
          new Release(
              holding.owner(), holding.generation(), holding.api(), gone.kept().contains(uid)));
    } else {
      strangers.add(holding.owner());
    }
  }

  private boolean isUnwanted(Holding holding, Declaration.Valid valid) {
    // A dry run promises to change nothing, whatever its Method.
    if (valid.spec().paused() || valid.spec().dryRun() || world.retreat() != null) {
      return false;
    }
    return switch (valid.mode()) {
      case DRY_RUN -> false;
      case READ -> true;
      case APPLY ->
          !valid.selection().includes(node)
              || (!valid.api().path().equals(holding.api()) && isAsked(valid.kind()));
    };
  }

  /** Not while what it wants instead is refused or in conflict: that may be a mistake. */
  private boolean isAsked(MyKind kind) {
    @Nullable Intent intent = intents.get(kind.uid());
    return intent instanceof Intent.Call call && call.wanted().mode() == Mode.APPLY;
  }

  List<Release> releases() {
    return List.copyOf(releases);
  }

  List<Owner> strangers() {
    return List.copyOf(strangers);
  }
}
