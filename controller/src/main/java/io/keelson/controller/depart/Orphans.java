package io.keelson.controller.depart;

import io.keelson.controller.plan.Gone;
import io.keelson.controller.plan.Vanished;
import io.keelson.controller.plan.World;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.tell.Alarm;
import io.keelson.wire.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes hold for owners that nobody knows. It is given back only when the API server itself
 * says that the owner is gone, and never while so many have vanished at once that it is rather the
 * API server that has lost them. For any thread.
 */
public final class Orphans {

  public static final String OWNERS_VANISHED = "OwnersVanished";

  private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
  private static final Duration GATHERING = Duration.ofSeconds(1);

  /** Those that vanished one after the other within this time count as vanished at once. */
  private static final Duration AT_ONCE = Duration.ofHours(1);

  /** Agents can say what they like. */
  private static final int MOST = 10_000;

  private enum Fate {
    FOUND,
    ASKED,
    GONE
  }

  private static final class Case {
    private final Owner owner;
    private Fate fate = Fate.FOUND;
    private long seen;

    Case(Owner owner) {
      this.owner = owner;
    }
  }

  /** What orphans are decided by. */
  public record Parts(
      Supplier<World> world,
      BooleanSupplier everyNodeIsHeard,
      Notebook notebook,
      OwnerLookup lookup,
      Consumer<String> wake,
      Alarm alarm,
      Timer timer,
      LongSupplier nanos) {}

  private final Map<String, Case> cases = new HashMap<>();
  private final Parts parts;
  private boolean deciding;
  private int heldBack;

  /**
   * Orphans.
   *
   * @param parts {@code wake} is told the uid of each owner that is found to be gone
   */
  public Orphans(Parts parts) {
    this.parts = parts;
  }

  /** The owners that are known to be gone. */
  public synchronized Gone gone() {
    Set<String> reverted = new HashSet<>();
    Set<String> kept = new HashSet<>();
    for (Case one : cases.values()) {
      if (one.fate == Fate.GONE) {
        boolean keep = parts.notebook.isKept(one.owner.uid()).orElse(false);
        (keep ? kept : reverted).add(one.owner.uid());
      }
    }
    return reverted.isEmpty() && kept.isEmpty() ? Gone.NOBODY : new Gone(reverted, kept);
  }

  /** How many owners have vanished of which nothing is given back until a person has looked. */
  public synchronized int heldBack() {
    return heldBack;
  }

  /** A node holds something for these, whom nobody knows. */
  public void found(List<Owner> strangers) {
    boolean news = false;
    synchronized (this) {
      for (Owner owner : strangers) {
        news |= add(owner);
      }
      news &= !deciding;
      deciding |= news;
    }
    if (news) {
      parts.timer.after(GATHERING, this::decide);
    }
  }

  private boolean add(Owner owner) {
    Case known = cases.get(owner.uid());
    if (known == null && cases.size() < MOST) {
      known = new Case(owner);
      cases.put(owner.uid(), known);
    }
    if (known == null) {
      return false;
    }
    known.seen = parts.nanos.getAsLong();
    return known.fate == Fate.FOUND;
  }

  private void decide() {
    World world = parts.world.get();
    boolean heard = parts.everyNodeIsHeard.getAsBoolean();
    List<Owner> asked = List.of();
    synchronized (this) {
      deciding = false;
      cases.values().removeIf(one -> isOver(one, world));
      if (heard) {
        asked = believed(world);
      } else if (!cases.isEmpty()) {
        deciding = true;
        parts.timer.after(GATHERING, this::decide);
      }
    }
    asked.forEach(this::ask);
  }

  private boolean isOver(Case one, World world) {
    return world.declaration(one.owner.uid()) != null
        || parts.nanos.getAsLong() - one.seen > AT_ONCE.toNanos();
  }

  /** Those to be asked for now. */
  private List<Owner> believed(World world) {
    Noted noted = parts.notebook.noted();
    List<Case> unnoted =
        cases.values().stream().filter(one -> !noted.kept().containsKey(one.owner.uid())).toList();
    Vanished vanished = new Vanished(world.declarations().size(), unnoted.size(), noted.accepted());
    List<Case> asked = new ArrayList<>(cases.values());
    if (!vanished.isBelieved()) {
      asked.removeAll(unnoted);
      // Those too of which it was believed when there were fewer.
      unnoted.forEach(one -> one.fate = Fate.FOUND);
    }
    tell(vanished, unnoted);
    asked.removeIf(one -> one.fate != Fate.FOUND);
    asked.forEach(one -> one.fate = Fate.ASKED);
    return asked.stream().map(one -> one.owner).toList();
  }

  private void tell(Vanished vanished, List<Case> unnoted) {
    int before = heldBack;
    heldBack = vanished.isBelieved() ? 0 : vanished.vanished();
    if (heldBack > before) {
      String first =
          unnoted.stream()
              .limit(3)
              .map(one -> one.owner.namespace() + "/" + one.owner.name())
              .collect(Collectors.joining(", "));
      String note =
          ("%d MyKinds for which nodes hold settings are gone (%s, …) and %d are left. Nothing of"
                  + " theirs is given back until somebody has looked: docs/api.md, Giving back")
              .formatted(vanished.vanished(), first, vanished.known());
      LOG.error("{}", note);
      parts.alarm.raise(OWNERS_VANISHED, note);
    }
  }

  private void ask(Owner owner) {
    parts
        .lookup
        .find(owner)
        .whenComplete(
            (found, fault) -> answered(owner, fault == null ? found : OwnerLookup.Found.UNKNOWN));
  }

  private void answered(Owner owner, OwnerLookup.Found found) {
    synchronized (this) {
      Case one = cases.get(owner.uid());
      if (one == null || one.fate != Fate.ASKED) {
        return;
      }
      if (found != OwnerLookup.Found.GONE) {
        // Whoever holds something for it will say so again.
        cases.remove(owner.uid());
        return;
      }
      one.fate = Fate.GONE;
    }
    LOG.info("{}/{} ({}) is gone", owner.namespace(), owner.name(), owner.uid());
    parts.wake.accept(owner.uid());
  }
}
