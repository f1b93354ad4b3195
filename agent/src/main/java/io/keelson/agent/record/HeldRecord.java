package io.keelson.agent.record;

import io.keelson.setting.Api;
import io.keelson.wire.AgentState.Held;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was applied last for each owner and Api, until the process ends. For any thread. */
public final class HeldRecord {

  /**
   * What is forgotten beyond this is asked for again by the controller, and found to be so. A key
   * may be a path of 1,024 characters, and the heap is 32 MiB.
   */
  private static final int MOST_KEYS = 8192;

  private record Slot(String uid, String api) {}

  private record Entry(Held held, Set<String> keys) {}

  /** Eldest first. */
  private final Map<Slot, Entry> entries = new LinkedHashMap<>();

  private int keyCount;

  /**
   * Notes what an owner has now, in place of what it had before. Other owners of a key that had to
   * be changed for it no longer have what they asked for, so they are forgotten.
   *
   * @param keys of all parameters
   * @param changed those of them that had another value
   */
  public synchronized void put(Held applied, Set<String> keys, Set<String> changed) {
    remove(applied.api(), changed);
    Slot slot = new Slot(applied.owner().uid(), applied.api());
    Entry before = entries.remove(slot);
    keyCount += keys.size() - (before == null ? 0 : before.keys.size());
    entries.put(slot, new Entry(applied, Set.copyOf(keys)));
    Iterator<Entry> eldest = entries.values().iterator();
    while (keyCount > MOST_KEYS) {
      keyCount -= eldest.next().keys.size();
      eldest.remove();
    }
  }

  /** Forgets every owner of keys whose values are in doubt. */
  public synchronized void forget(Api api, Set<String> keys) {
    remove(api.path(), keys);
  }

  private void remove(String api, Set<String> keys) {
    Iterator<Map.Entry<Slot, Entry>> all = entries.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Slot, Entry> each = all.next();
      Set<String> held = each.getValue().keys;
      if (each.getKey().api.equals(api) && !Collections.disjoint(held, keys)) {
        keyCount -= held.size();
        all.remove();
      }
    }
  }

  public synchronized List<Held> all() {
    return entries.values().stream().map(Entry::held).toList();
  }
}
