package io.keelson.controller.depart;

import io.keelson.controller.plan.Retreat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What outlives MyKinds and leaders.
 *
 * @param kept of MyKinds that have ended, by uid: whether nodes stay as they are
 * @param accepted up to how many vanished owners a person has said that they are really gone
 * @param retreat not null while Keelson is being uninstalled
 */
public record Noted(Map<String, Boolean> kept, int accepted, @Nullable Retreat retreat) {

  public static final Noted NOTHING = new Noted(Map.of(), 0, null);

  public Noted {
    kept = Map.copyOf(kept);
  }
}
