package io.keelson.agent.record;

import io.keelson.wire.AgentState.Held;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was applied last for each owner and Api, until the process ends. For any thread. */
public final class HeldRecord {

  /** What is forgotten beyond this is asked for again by the controller, and found to be so. */
  private static final int MOST = 4096;

  private record Slot(String uid, String api) {}

  private final Map<Slot, Held> held =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Slot, Held> eldest) {
          return size() > MOST;
        }
      };

  /** Notes what an owner has now, in place of what it had before. */
  public synchronized void put(Held applied) {
    Slot slot = new Slot(applied.owner().uid(), applied.api());
    held.remove(slot);
    held.put(slot, applied);
  }

  public synchronized List<Held> all() {
    return new ArrayList<>(held.values());
  }
}
