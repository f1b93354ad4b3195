package io.keelson.agent.record;

import io.keelson.setting.Api;

/**
 * One key that somebody holds.
 *
 * @param before what goes back when nobody holds it any more
 * @param written what it should be now
 */
public record Entry(Api api, String key, Before before, Written written) {

  /** A key of an Api. */
  public record Slot(Api api, String key) {}

  public Slot slot() {
    return new Slot(api, key);
  }
}
