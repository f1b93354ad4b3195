package io.keelson.agent.record;

import io.keelson.wire.AgentState.Held;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was applied last for each owner and Api, until the process ends. For any thread. */
public final class HeldRecord {

  private record Slot(String uid, String api) {}

  private final Map<Slot, Held> held = new LinkedHashMap<>();

  /** Notes what an owner has now, in place of what it had before. */
  public synchronized void put(Held applied) {
    held.put(new Slot(applied.owner().uid(), applied.api()), applied);
  }

  public synchronized List<Held> all() {
    return new ArrayList<>(held.values());
  }
}
