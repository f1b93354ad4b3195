package io.keelson.controller.converge;

import io.keelson.controller.depart.Departures;
import io.keelson.controller.depart.Guards;
import io.keelson.controller.depart.Notebook;
import io.keelson.controller.depart.Orphans;
import io.keelson.controller.plan.Declaration;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Retreat;
import io.keelson.controller.plan.World;
import io.keelson.controller.queue.Backoff;
import io.keelson.controller.status.Farewell;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How MyKinds end, and Keelson itself: what the loop knows, for those who decide. For any thread.
 */
final class Endings {

  /**
   * How they are decided.
   *
   * @param undoTimeout how long a deletion waits for nodes that cannot give back
   */
  record Settings(int agentPort, Duration undoTimeout) {}

  private final Cluster cluster;
  private final Ledger ledger;
  private final Settings settings;
  private final Runnable everythingMayDiffer;
  private final Guards guards;
  private final Notebook notebook;
  private final Departures departures;
  private final Orphans orphans;

  /**
   * Endings.
   *
   * @param backoff towards the API server
   * @param wake told nodes that have something to give back
   * @param everythingMayDiffer told when that is so for every node and MyKind
   */
  Endings(
      Cluster cluster,
      Ledger ledger,
      Reconciler.Parts parts,
      Backoff backoff,
      Settings settings,
      Consumer<String> wake,
      Runnable everythingMayDiffer) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.settings = settings;
    this.everythingMayDiffer = everythingMayDiffer;
    this.guards = new Guards(parts.finalizers(), backoff, parts.nanos());
    this.notebook = new Notebook(parts.departureLog(), parts.timer(), this::retreat);
    this.departures = departures(parts, backoff);
    this.orphans = orphans(parts, wake);
  }

  private Departures departures(Reconciler.Parts parts, Backoff backoff) {
    return new Departures(
        new Departures.Parts(
            this::departing,
            this::farewell,
            () -> ledger.areOnline(cluster.snapshot().nodes()),
            parts.finalizers(),
            notebook,
            parts.events(),
            parts.timer(),
            backoff,
            parts.clock(),
            parts.nanos()));
  }

  private Orphans orphans(Reconciler.Parts parts, Consumer<String> wake) {
    return new Orphans(
        new Orphans.Parts(
            cluster::snapshot,
            () -> ledger.hasHeardOf(cluster.snapshot().nodes()),
            notebook,
            parts.owners(),
            uid -> ledger.holders(uid).forEach(wake),
            parts.alarm(),
            parts.timer(),
            parts.nanos()));
  }

  /** Reads how others ended; nothing must be planned before. */
  void begin(Runnable then) {
    notebook.begin(then);
  }

  Guards guards() {
    return guards;
  }

  Orphans orphans() {
    return orphans;
  }

  int ownersHeldBack() {
    return orphans.heldBack();
  }

  /** What the API server has of a MyKind. */
  void seen(String uid, boolean guarded) {
    guards.seen(uid, guarded);
  }

  /** It asks for something else now; what was decided about its end is decided anew. */
  void changed(String uid) {
    departures.forget(uid);
  }

  void forget(String uid) {
    guards.forget(uid);
    departures.forget(uid);
  }

  /** Something about this MyKind may have changed. */
  void touch(String uid) {
    departures.touch(uid);
  }

  /** The MyKind while it is to go: it is deleted, or everything is to be given back. */
  private @Nullable MyKind departing(String uid) {
    Declaration declaration = cluster.declaration(uid);
    Retreat retreat = cluster.retreat();
    boolean retreats = retreat != null && retreat.revert() && guards.isThere(uid);
    return declaration instanceof Declaration.Leaving || (declaration != null && retreats)
        ? declaration.kind()
        : null;
  }

  private Farewell farewell(MyKind kind) {
    World world = cluster.snapshot();
    Declaration known = world.declaration(kind.uid());
    Declaration declaration = known == null ? Declaration.of(kind, settings.agentPort) : known;
    return Survey.farewell(world, ledger, declaration, until(kind, world.retreat()));
  }

  private Instant until(MyKind kind, @Nullable Retreat retreat) {
    Departure departure = kind.departure();
    if (departure == null) {
      return retreat == null ? Instant.MAX : retreat.until();
    }
    Instant until = departure.asked().plus(settings.undoTimeout);
    return retreat == null || until.isBefore(retreat.until()) ? until : retreat.until();
  }

  private void retreat(@Nullable Retreat retreat) {
    cluster.retreat(retreat);
    departures.forgetAll();
    everythingMayDiffer.run();
  }
}
