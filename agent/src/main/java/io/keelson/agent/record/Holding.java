package io.keelson.agent.record;

import io.keelson.agent.record.Entry.Slot;
import io.keelson.setting.Api;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.Owner;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one owner has of one Api.
 *
 * @param digest of the parameters; empty when not all of them are so any more
 * @param keys that it holds
 */
public record Holding(
    Owner owner, Api api, long epoch, long generation, String digest, SortedSet<String> keys) {

  /** The answer to the controller has to stay one that it reads. */
  private static final int MOST_DRIFTS = 256;

  public Holding {
    keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
  }

  /** Without what somebody older took over. */
  Holding without(Set<String> taken) {
    SortedSet<String> left = new TreeSet<>(keys);
    return left.removeAll(taken) ? new Holding(owner, api, epoch, generation, "", left) : this;
  }

  Holding inDoubt() {
    return new Holding(owner, api, epoch, generation, "", keys);
  }

  Held held(boolean inDoubt, Map<Slot, Drift> drifts) {
    List<Drift> mine =
        keys.stream()
            .map(key -> drifts.get(new Slot(api, key)))
            .filter(Objects::nonNull)
            .limit(MOST_DRIFTS)
            .toList();
    return new Held(owner, api.path(), generation, inDoubt ? "" : digest, mine);
  }
}
