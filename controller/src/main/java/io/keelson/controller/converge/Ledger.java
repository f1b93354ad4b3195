package io.keelson.controller.converge;

import io.keelson.controller.agents.Order;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Wanted;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known to have been done: for each node whether it can be talked to, and the last outcome
 * of each MyKind there. It is a cache of what the agents know, empty after a start. For any thread.
 */
final class Ledger {

  /**
   * The last outcome.
   *
   * @param generation the newest one that the outcome is known to be good for
   * @param stale whether it should be asked for again although nothing changed
   */
  private record Entry(long generation, Mode mode, String digest, Outcome outcome, boolean stale) {

    Entry stamped(long newest) {
      return new Entry(newest, mode, digest, outcome, stale);
    }

    Entry aged() {
      return new Entry(generation, mode, digest, outcome, true);
    }
  }

  private static final class Page {
    private @Nullable Presence presence;

    /** Which process of the agent the entries are about; it outlives a time of silence. */
    private @Nullable String instance;

    /** What its agent said last of whom it believes. */
    private AgentState.@Nullable Trust trust;

    /** The policy there; what was refused under another one may be asked for again. */
    private String policy = "";

    private boolean askState = true;
    private final Map<String, Entry> entries = new HashMap<>();

    private long orderedIn;
    private final Unanswered unanswered = new Unanswered();

    /** What its agent wants a person to mend. */
    private List<AgentState.Trouble> troubles = List.of();
  }

  private final Map<String, Page> pages = new HashMap<>();

  private Page page(String node) {
    return pages.computeIfAbsent(node, unused -> new Page());
  }

  /** True when the agent must say what it holds before anything is sent. */
  synchronized boolean needsState(String node) {
    Page page = page(node);
    return page.askState || !(page.presence instanceof Presence.Online);
  }

  /** Has the agent asked for its state again, and the values that are only read with it. */
  synchronized void pollDue(String node) {
    Page page = page(node);
    page.askState = true;
    page.entries.replaceAll((uid, entry) -> entry.mode == Mode.READ ? entry.aged() : entry);
  }

  /**
   * Takes over what the agent says. Of an agent that is new to us, everything it holds counts;
   * later only what it no longer holds, since what we sent after a MyKind left the node's plan and
   * came back is not in its answer. True when something is another way than it was known.
   */
  synchronized boolean meet(String node, AgentState state) {
    Page page = page(node);
    page.askState = false;
    boolean sameProcess = state.instance().equals(page.instance);
    boolean wasOnline = page.presence instanceof Presence.Online;
    page.presence = new Presence.Online();
    page.instance = state.instance();
    page.trust = state.trust();
    boolean otherPolicy = !state.policy().equals(page.policy);
    page.policy = state.policy();
    if (sameProcess) {
      Set<String> held =
          state.held().stream()
              .map(one -> one.owner().uid() + one.digest())
              .collect(Collectors.toUnmodifiableSet());
      boolean lost =
          page.entries
              .entrySet()
              .removeIf(
                  one ->
                      one.getValue().mode == Mode.APPLY
                          && one.getValue().outcome.isGood()
                          && !held.contains(one.getKey() + one.getValue().digest));
      boolean forgiven =
          otherPolicy
              && page.entries.values().removeIf(one -> one.outcome instanceof Outcome.Refused);
      return lost || forgiven || !wasOnline;
    }
    page.entries.clear();
    for (AgentState.Held held : state.held()) {
      Outcome outcome = new Outcome.Applied(List.of(), List.of());
      page.entries.put(
          held.owner().uid(),
          new Entry(held.generation(), Mode.APPLY, held.digest(), outcome, false));
    }
    return true;
  }

  /** The node cannot be talked to; true when it could until now. */
  synchronized boolean offline(String node, Instant now, String why) {
    Page page = page(node);
    boolean known = page.presence instanceof Presence.Offline;
    Instant since = page.presence instanceof Presence.Offline offline ? offline.since() : now;
    page.presence = new Presence.Offline(since, why);
    return !known;
  }

  /** Somebody answers who is not the agent that should; true when that is news. */
  synchronized boolean faulty(String node, Problem problem) {
    Presence faulty = new Presence.Faulty(problem);
    Page page = page(node);
    boolean known = faulty.equals(page.presence);
    page.presence = faulty;
    return !known;
  }

  synchronized void forget(String node) {
    pages.remove(node);
  }

  /** Forgets what was done for MyKinds that are not for this node any more. */
  synchronized void keepOnly(String node, Set<String> uids) {
    Page page = page(node);
    page.entries.keySet().retainAll(uids);
    page.unanswered.keepOnly(uids);
  }

  /** The order by which a call is sent now. */
  synchronized Order order(String node, Intent.Call call, long epoch) {
    page(node).orderedIn = epoch;
    return page(node).unanswered.order(call, epoch);
  }

  /** True when the last order was given in this epoch. */
  synchronized boolean hasOrdered(String node, long epoch) {
    return page(node).orderedIn == epoch;
  }

  /** Remembers an outcome; true when it is another one than before. */
  synchronized boolean record(String node, MyKind kind, Wanted wanted, Outcome outcome) {
    page(node).unanswered.ended(kind.uid(), outcome);
    return put(
        node,
        kind.uid(),
        new Entry(kind.generation(), wanted.mode(), wanted.digest(), outcome, false));
  }

  /** Remembers that nothing was sent, and why; true when that is new. */
  synchronized boolean withheld(String node, MyKind kind, Outcome outcome) {
    return put(node, kind.uid(), new Entry(kind.generation(), Mode.APPLY, "", outcome, false));
  }

  private boolean put(String node, String uid, Entry entry) {
    return !entry.equals(page(node).entries.put(uid, entry));
  }

  /** True when the node is known to have what the call asks for, or to refuse it for good. */
  synchronized boolean isCurrent(String node, Intent.Call call) {
    Entry entry = page(node).entries.get(call.kind().uid());
    return entry != null
        && !entry.stale
        && entry.mode == call.wanted().mode()
        && entry.digest.equals(call.wanted().digest())
        && isFinal(entry, call.kind().generation());
  }

  private static boolean isFinal(Entry entry, long generation) {
    return switch (entry.outcome) {
      case Outcome.Applied applied -> true;
      case Outcome.Unchanged unchanged -> true;
      case Outcome.Planned planned -> entry.generation == generation;
      case Outcome.Read read -> true;
      case Outcome.Refused refused -> entry.generation == generation;
      case Outcome.Failed failed -> false;
      case Outcome.Conflict conflict -> false;
      case Outcome.Offline offline -> false;
    };
  }

  /** What is current counts for the newest generation too; true when that is news. */
  synchronized boolean confirm(String node, MyKind kind) {
    Page page = page(node);
    Entry entry = page.entries.get(kind.uid());
    if (entry == null || entry.generation == kind.generation()) {
      return false;
    }
    page.entries.put(kind.uid(), entry.stamped(kind.generation()));
    return true;
  }

  /** What came of a MyKind's generation on a node; empty while there is no answer. */
  synchronized Optional<Outcome> outcome(String node, MyKind kind) {
    Page page = pages.get(node);
    if (page == null) {
      return Optional.empty();
    }
    return switch (page.presence) {
      case Presence.Offline gone -> Optional.of(new Outcome.Offline(gone.since(), gone.why()));
      case Presence.Faulty faulty -> Optional.of(Outcome.Failed.of(faulty.problem()));
      case Presence.Online online -> answered(page, kind);
      case null -> Optional.empty();
    };
  }

  private static Optional<Outcome> answered(Page page, MyKind kind) {
    Entry entry = page.entries.get(kind.uid());
    return entry != null && entry.generation == kind.generation()
        ? Optional.of(entry.outcome)
        : Optional.empty();
  }

  /** What the agents of these nodes said last of whom they believe: see {@code AgentsTrust}. */
  synchronized Map<String, Optional<AgentState.Trust>> trust(Collection<String> nodes) {
    Map<String, Optional<AgentState.Trust>> said = new HashMap<>();
    for (String node : nodes) {
      Page page = page(node);
      if (page.presence == null || page.presence instanceof Presence.Online) {
        said.put(node, Optional.ofNullable(page.trust));
      }
    }
    return said;
  }

  /** Takes over what the agent wants a person to mend, and gives what is new of it. */
  synchronized List<AgentState.Trouble> troubled(String node, List<AgentState.Trouble> troubles) {
    Page page = page(node);
    List<AgentState.Trouble> before = page.troubles;
    page.troubles = troubles;
    return troubles.stream().filter(one -> !before.contains(one)).toList();
  }

  /** How many nodes want a person to mend something. */
  synchronized int troubled() {
    return (int) pages.values().stream().filter(p -> !p.troubles.isEmpty()).count();
  }

  /** How many nodes can be talked to. */
  synchronized int online() {
    return (int) pages.values().stream().filter(p -> p.presence instanceof Presence.Online).count();
  }

  /** How many nodes cannot. */
  synchronized int offline() {
    return (int)
        pages.values().stream().filter(p -> p.presence instanceof Presence.Offline).count();
  }
}
