package io.keelson.agent.record;

import io.keelson.setting.Api;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.Owner;
import java.util.Collections;
import java.util.List;
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

  Held held(boolean inDoubt) {
    return new Held(owner, api.path(), generation, inDoubt ? "" : digest, List.of());
  }
}
