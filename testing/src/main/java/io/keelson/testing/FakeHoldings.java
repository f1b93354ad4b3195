package io.keelson.testing;

import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.wire.AgentState;
import io.keelson.wire.Change;
import io.keelson.wire.Owner;
import io.keelson.wire.ParametersDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a fake node has, what it was before, and who holds what of it: the rules of a real agent
 * without its disk. Not for several threads.
 */
final class FakeHoldings {

  static final String ABSENT = "absent";
  static final String CHANGED_SINCE = "CHANGED_SINCE";

  private record Place(String uid, String api) {}

  private record Holding(Owner owner, long generation, String digest, Map<String, String> keys) {

    boolean isOfTheSpecOf(@Nullable Holding other) {
      return other != null && generation == other.generation && digest.equals(other.digest);
    }
  }

  /** What giving back did, key by key. */
  record GivenBack(List<Change> changes, List<Problem> kept) {}

  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, String> before = new TreeMap<>();
  private final Map<Place, Holding> held = new LinkedHashMap<>();
  private final Map<String, AgentState.Drift> drifts = new TreeMap<>();

  void set(String key, String value) {
    values.put(key, value);
  }

  @Nullable String get(String key) {
    return values.get(key);
  }

  String value(String key) {
    return values.getOrDefault(key, ABSENT);
  }

  void drift(AgentState.Drift drift) {
    drifts.put(drift.key(), drift);
  }

  void forgetDrifts() {
    drifts.clear();
  }

  /** The older owner of a key of which this one wants another value. */
  Optional<Problem> conflict(Owner owner, List<Parameter> parameters) {
    for (Parameter parameter : parameters) {
      for (Holding other : held.values()) {
        String wanted = other.keys.get(parameter.key());
        if (isOlder(other.owner, owner) && wanted != null && !wanted.equals(text(parameter))) {
          String whose = other.owner.namespace() + "/" + other.owner.name();
          return Optional.of(
              new Problem(
                  ProblemCode.CONFLICT,
                  "",
                  parameter.key(),
                  parameter.key() + " belongs to the older " + whose));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOlder(Owner one, Owner than) {
    return !one.uid().equals(than.uid()) && Owner.OLDEST_FIRST.compare(one, than) < 0;
  }

  /** What would become of the parameters. */
  List<Change> changes(List<Parameter> parameters) {
    return parameters.stream().map(one -> change(one.key(), value(one.key()), text(one))).toList();
  }

  private static Change change(String key, String was, String now) {
    return new Change(key, was, now, !was.equals(now));
  }

  private static String text(Parameter parameter) {
    return parameter.value() == null ? "" : parameter.value();
  }

  /** Makes them so, and gives back what this owner held of the Api and no longer asks for. */
  GivenBack apply(Api api, Owner owner, long generation, List<Parameter> parameters) {
    Map<String, String> wanted = new LinkedHashMap<>();
    parameters.forEach(one -> wanted.put(one.key(), text(one)));
    Place place = new Place(owner.uid(), api.path());
    Holding old = held.get(place);
    Holding next = new Holding(owner, generation, ParametersDigest.of(api, parameters), wanted);
    held.put(place, next);
    if (!next.isOfTheSpecOf(old)) {
      drifts.keySet().removeAll(wanted.keySet());
    }
    GivenBack dropped = old == null ? none() : giveBack(without(old.keys, wanted));
    wanted.forEach(
        (key, value) -> {
          before.putIfAbsent(key, value(key));
          takeFromYounger(place, key, value);
          values.put(key, value);
        });
    return dropped;
  }

  private static GivenBack none() {
    return new GivenBack(List.of(), List.of());
  }

  private static Map<String, String> without(Map<String, String> keys, Map<String, String> others) {
    Map<String, String> rest = new LinkedHashMap<>(keys);
    rest.keySet().removeAll(others.keySet());
    return rest;
  }

  private void takeFromYounger(Place place, String key, String value) {
    held.replaceAll(
        (other, holding) ->
            other.equals(place) || holding.keys.getOrDefault(key, value).equals(value)
                ? holding
                : new Holding(
                    holding.owner,
                    holding.generation,
                    "",
                    without(holding.keys, Map.of(key, value))));
  }

  /** Ends what this owner holds: of one Api, or of every one. */
  GivenBack release(Owner owner, @Nullable String api, boolean keep) {
    Map<String, String> keys = new LinkedHashMap<>();
    held.entrySet()
        .removeIf(
            one -> {
              boolean meant =
                  one.getKey().uid.equals(owner.uid())
                      && (api == null || one.getKey().api.equals(api));
              if (meant) {
                keys.putAll(one.getValue().keys);
              }
              return meant;
            });
    if (keep) {
      keys.keySet().stream().filter(key -> !isHeld(key)).forEach(before::remove);
      return none();
    }
    return giveBack(keys);
  }

  private boolean isHeld(String key) {
    return held.values().stream().anyMatch(one -> one.keys.containsKey(key));
  }

  private GivenBack giveBack(Map<String, String> keys) {
    List<Change> changes = new ArrayList<>();
    List<Problem> kept = new ArrayList<>();
    keys.forEach(
        (key, ours) -> {
          if (isHeld(key)) {
            return;
          }
          String now = value(key);
          String then = before.getOrDefault(key, ABSENT);
          before.remove(key);
          if (!now.equals(ours)) {
            kept.add(
                new Problem(
                    CHANGED_SINCE,
                    "",
                    key,
                    key + ": somebody else has changed it since, it is left as it is"));
          } else {
            put(key, then);
            changes.add(change(key, now, then));
          }
        });
    return new GivenBack(changes, kept);
  }

  private void put(String key, String value) {
    if (value.equals(ABSENT)) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  List<AgentState.Held> held() {
    return held.entrySet().stream()
        .map(
            one ->
                new AgentState.Held(
                    one.getValue().owner,
                    one.getKey().api,
                    one.getValue().generation,
                    one.getValue().digest,
                    drifts(one.getValue())))
        .toList();
  }

  private List<AgentState.Drift> drifts(Holding holding) {
    return drifts.values().stream().filter(one -> holding.keys.containsKey(one.key())).toList();
  }

  /** As after the loss of the disk with the record; the values stay. */
  void forget() {
    held.clear();
    before.clear();
  }
}
