package io.keelson.controller.converge;

import io.keelson.controller.plan.Holding;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Release;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.status.DriftedKey;
import io.keelson.controller.status.DriftedKey.Fate;
import io.keelson.controller.status.Outcome;
import io.keelson.wire.AgentState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of one node. Guarded by the ledger's lock. */
final class Page {

  private record Place(String uid, String api) {}

  @Nullable Presence presence;

  /** Which process of the agent the entries are about; it outlives a time of silence. */
  @Nullable String instance;

  /** What its agent said last of whom it believes. */
  AgentState.@Nullable Trust trust;

  /** The policy there; what was refused under another one may be asked for again. */
  String policy = "";

  boolean askState = true;
  final Map<String, Entry> entries = new HashMap<>();

  long orderedIn;
  final Unanswered unanswered = new Unanswered();

  /** What its agent wants a person to mend. */
  List<AgentState.Trouble> troubles = List.of();

  final Sightings sightings = new Sightings();

  private final Map<Place, Holding> held = new LinkedHashMap<>();

  /** What came of the last release, by the owner's uid. */
  private final Map<String, Outcome> releases = new HashMap<>();

  /** How well its agent was known before this answer. */
  Sightings.Asked asked(AgentState state) {
    if (instance == null) {
      return Sightings.Asked.FIRST;
    }
    return instance.equals(state.instance()) ? Sightings.Asked.AGAIN : Sightings.Asked.ANEW;
  }

  void pollDue() {
    askState = true;
    entries.replaceAll(
        (uid, entry) -> entry.mode() == Mode.READ || entry.hangsOnTheNode() ? entry.aged() : entry);
  }

  /** The agent holds this and nothing else. */
  void hold(List<AgentState.Held> all) {
    held.clear();
    all.forEach(one -> hold(new Holding(one.owner(), one.api(), one.generation())));
  }

  private void hold(Holding one) {
    held.put(new Place(one.owner().uid(), one.api()), one);
  }

  /** It may hold this from now on, whatever it gave back before. */
  void sent(Holding one) {
    hold(one);
    releases.computeIfPresent(
        one.owner().uid(), (uid, outcome) -> outcome.isReleased() ? null : outcome);
  }

  List<Holding> holdings() {
    return List.copyOf(held.values());
  }

  boolean holds(String uid) {
    return held.keySet().stream().anyMatch(place -> place.uid.equals(uid));
  }

  /** Of an agent that is new to us, everything it holds counts. */
  void takeOver(List<AgentState.Held> all) {
    entries.clear();
    all.stream()
        .filter(one -> !one.digest().isEmpty())
        .forEach(one -> entries.put(one.owner().uid(), Entry.of(one)));
  }

  /** True when it no longer holds what it had. */
  boolean dropLost(List<AgentState.Held> all) {
    Set<String> current =
        all.stream()
            .map(one -> one.owner().uid() + one.digest())
            .collect(Collectors.toUnmodifiableSet());
    return entries
        .entrySet()
        .removeIf(
            one ->
                one.getValue().mode() == Mode.APPLY
                    && one.getValue().outcome().isGood()
                    && !current.contains(one.getKey() + one.getValue().digest()));
  }

  /** Under another policy what was refused may be allowed; true when something was. */
  boolean forgive() {
    return entries.values().removeIf(one -> one.outcome() instanceof Outcome.Refused);
  }

  void keepOnly(Set<String> uids) {
    entries.keySet().retainAll(uids);
    Set<String> concerned = new HashSet<>(uids);
    held.keySet().forEach(place -> concerned.add(place.uid));
    releases.keySet().retainAll(concerned);
    unanswered.keepOnly(concerned);
  }

  void released(Release release, Outcome outcome) {
    String uid = release.owner().uid();
    unanswered.released(release, outcome);
    releases.put(uid, outcome);
    if (outcome.isReleased()) {
      held.values().removeIf(release::ends);
    }
  }

  /**
   * See {@link Ledger#parting}.
   *
   * @param meant whether it counts as long as the node has never said what it holds
   */
  Parting parting(String uid, boolean meant) {
    if (presence == null) {
      return new Parting.Pending();
    }
    Outcome last = releases.get(uid);
    if (!holds(uid) && (instance != null || !meant)) {
      return last != null && last.isReleased() ? new Parting.Told(last) : new Parting.Unconcerned();
    }
    return switch (presence) {
      case Presence.Offline gone -> new Parting.Told(new Outcome.Offline(gone.since(), gone.why()));
      case Presence.Faulty faulty -> new Parting.Told(Outcome.Failed.of(faulty.problem()));
      case Presence.Online online ->
          last == null || last.isReleased() ? new Parting.Pending() : new Parting.Told(last);
    };
  }

  /** What others changed of what was applied for this owner. */
  List<DriftedKey> drifts(String uid) {
    Entry entry = entries.get(uid);
    return entry == null || entry.mode() != Mode.APPLY || !entry.outcome().isGood()
        ? List.of()
        : sightings.of(uid, entry.digest());
  }

  boolean isDrifted(Predicate<DriftedKey> which) {
    return presence instanceof Presence.Online
        && entries.keySet().stream().flatMap(uid -> drifts(uid).stream()).anyMatch(which);
  }

  /**
   * True when the agent leaves a key to others until it is given another generation than it has.
   */
  boolean isGivenUp(MyKind kind) {
    Entry entry = entries.get(kind.uid());
    return entry != null
        && entry.revision().generation() != kind.generation()
        && drifts(kind.uid()).stream().anyMatch(one -> one.fate() == Fate.CONTESTED);
  }

  /** What came of a MyKind's revision; empty while there is no answer. */
  Optional<Outcome> outcome(MyKind kind) {
    return switch (presence) {
      case Presence.Offline gone -> Optional.of(new Outcome.Offline(gone.since(), gone.why()));
      case Presence.Faulty faulty -> Optional.of(Outcome.Failed.of(faulty.problem()));
      case Presence.Online online -> answered(kind);
      case null -> Optional.empty();
    };
  }

  /** A release that fails is a failure, whatever was applied beside. */
  private Optional<Outcome> answered(MyKind kind) {
    Entry entry = entries.get(kind.uid());
    if (entry == null || !entry.revision().equals(kind.revision())) {
      return Optional.empty();
    }
    Outcome release = releases.get(kind.uid());
    return Optional.of(
        entry.outcome().isGood() && release != null && !release.isGood()
            ? release
            : entry.outcome());
  }
}
