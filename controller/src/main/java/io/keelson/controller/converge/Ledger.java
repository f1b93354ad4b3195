package io.keelson.controller.converge;

import io.keelson.controller.agents.Order;
import io.keelson.controller.plan.Holding;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Release;
import io.keelson.controller.plan.Wanted;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.status.DriftedKey;
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
import java.util.function.Predicate;

/**
 * What is known to have been done: for each node whether it can be talked to, and the last outcome
 * of each MyKind there. It is a cache of what the agents know, empty after a start. For any thread.
 */
final class Ledger {

  private final Map<String, Page> pages = new HashMap<>();

  private Page page(String node) {
    return pages.computeIfAbsent(node, unused -> new Page());
  }

  /** True when the agent must say what it holds before anything is sent. */
  synchronized boolean needsState(String node) {
    Page page = page(node);
    return page.askState || !(page.presence instanceof Presence.Online);
  }

  /** Whether its agent answered last. */
  synchronized boolean isOnline(String node) {
    Page page = pages.get(node);
    return page != null && page.presence instanceof Presence.Online;
  }

  /** Has the agent asked for its state again, and the values that are only read with it. */
  synchronized void pollDue(String node) {
    page(node).pollDue();
  }

  /**
   * Takes over what the agent says. Of an agent that is new to us, everything it holds counts;
   * later only what it no longer holds, since what we sent after a MyKind left the node's plan and
   * came back is not in its answer. True when something is another way than it was known.
   */
  synchronized boolean meet(String node, AgentState state, Instant now) {
    Page page = page(node);
    page.askState = false;
    boolean sameProcess = state.instance().equals(page.instance);
    Sightings.Asked asked = page.asked(state);
    boolean wasOnline = page.presence instanceof Presence.Online;
    page.presence = new Presence.Online();
    page.instance = state.instance();
    page.trust = state.trust();
    boolean otherPolicy = !state.policy().equals(page.policy);
    page.policy = state.policy();
    page.hold(state.held());
    boolean drifted = page.sightings.take(state.held(), asked, now);
    if (sameProcess) {
      boolean lost = page.dropLost(state.held());
      boolean forgiven = otherPolicy && page.forgive();
      return lost || forgiven || drifted || !wasOnline;
    }
    page.takeOver(state.held());
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

  /** Forgets what was done for MyKinds that this node has no more to do with. */
  synchronized void keepOnly(String node, Set<String> uids) {
    page(node).keepOnly(uids);
  }

  /** What the node may hold. */
  synchronized List<Holding> holdings(String node) {
    return page(node).holdings();
  }

  /** The nodes that may hold something for this owner. */
  synchronized List<String> holders(String uid) {
    return pages.entrySet().stream()
        .filter(one -> one.getValue().holds(uid))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The order by which a call is sent now; from now on the node may hold what it asks for. */
  synchronized Order order(String node, Intent.Call call, long epoch) {
    Page page = page(node);
    page.orderedIn = epoch;
    if (call.wanted().mode() == Mode.APPLY) {
      MyKind kind = call.kind();
      page.sent(new Holding(kind.owner(), call.wanted().api().path(), kind.generation()));
    }
    return page.unanswered.order(call, epoch);
  }

  synchronized Order order(String node, Release release, long epoch) {
    page(node).orderedIn = epoch;
    return page(node).unanswered.order(release, epoch);
  }

  /** Remembers what came of a release. */
  synchronized void released(String node, Release release, Outcome outcome) {
    page(node).released(release, outcome);
  }

  /**
   * How far a node is with giving back what it held for an owner that leaves.
   *
   * @param meant whether the owner was for this node: that counts of one that never said what it
   *     holds
   */
  synchronized Parting parting(String node, String uid, boolean meant) {
    Page page = pages.get(node);
    return page == null ? new Parting.Pending() : page.parting(uid, meant);
  }

  /** True when each of these nodes has said what it holds, or cannot be asked. */
  synchronized boolean hasHeardOf(Collection<Node> nodes) {
    return nodes.stream().allMatch(node -> page(node.name()).presence != null);
  }

  /** True when each of these nodes says what it holds. */
  synchronized boolean areOnline(Collection<Node> nodes) {
    return nodes.stream().allMatch(node -> page(node.name()).presence instanceof Presence.Online);
  }

  /** True when the last order was given in this epoch. */
  synchronized boolean hasOrdered(String node, long epoch) {
    return page(node).orderedIn == epoch;
  }

  /** Remembers an outcome; true when it is another one than before. */
  synchronized boolean record(String node, MyKind kind, Wanted wanted, Outcome outcome) {
    Page page = page(node);
    if (!page.unanswered.ended(kind.uid(), outcome)) {
      // Nobody knows what came of it but the agent.
      page.askState = true;
    }
    if (wanted.mode() == Mode.APPLY && outcome.isGood()) {
      page.sightings.obeyed(kind.uid(), kind.generation());
    }
    return put(
        node,
        kind.uid(),
        new Entry(kind.revision(), wanted.mode(), wanted.digest(), outcome, false));
  }

  /** Remembers that nothing was sent, and why; true when that is new. */
  synchronized boolean withheld(String node, MyKind kind, Outcome outcome) {
    return put(node, kind.uid(), new Entry(kind.revision(), Mode.APPLY, "", outcome, false));
  }

  private boolean put(String node, String uid, Entry entry) {
    return !entry.equals(page(node).entries.put(uid, entry));
  }

  /**
   * True when nothing needs to be sent: the node is known to have what the call asks for, or to
   * refuse it for good. A new generation of what others fight for is sent, or the agent would never
   * try again.
   */
  synchronized boolean isCurrent(String node, Intent.Call call) {
    return isSettled(node, call) && !page(node).isGivenUp(call.kind());
  }

  /** The same, whether or not others fight for it. */
  synchronized boolean isSettled(String node, Intent.Call call) {
    Entry entry = page(node).entries.get(call.kind().uid());
    return entry != null
        && !entry.stale()
        && entry.mode() == call.wanted().mode()
        && entry.digest().equals(call.wanted().digest())
        && entry.isFinal(call.kind().generation());
  }

  /** What is current counts for the newest revision too; true when that is news. */
  synchronized boolean confirm(String node, MyKind kind) {
    Page page = page(node);
    Entry entry = page.entries.get(kind.uid());
    if (entry == null || entry.revision().equals(kind.revision())) {
      return false;
    }
    page.entries.put(kind.uid(), entry.stamped(kind.revision()));
    return true;
  }

  /** What came of a MyKind's revision on a node; empty while there is no answer. */
  synchronized Optional<Outcome> outcome(String node, MyKind kind) {
    Page page = pages.get(node);
    return page == null ? Optional.empty() : page.outcome(kind);
  }

  /** What others changed there of what this MyKind has set. */
  synchronized List<DriftedKey> drifts(String node, MyKind kind) {
    Page page = pages.get(node);
    return page == null ? List.of() : page.drifts(kind.uid());
  }

  /** On how many nodes others changed something, or only those where it is left to them. */
  synchronized int drifted(Predicate<DriftedKey> which) {
    return (int) pages.values().stream().filter(page -> page.isDrifted(which)).count();
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
