package io.keelson.agent.plan;

import io.keelson.setting.Hostname;
import io.keelson.wire.Change;

/** What has to change so that the node has the name wanted, now and after a boot. */
public record HostnamePlan(Change change) {

  /**
   * @param current the kernel's name
   * @param kept the name in /etc/hostname; empty when there is none
   */
  public static HostnamePlan of(Hostname wanted, String current, String kept) {
    String now = wanted.name();
    boolean fits = current.equals(now) && kept.equals(now);
    String was =
        current.equals(now) && !fits
            ? current + " (" + (kept.isEmpty() ? "none" : kept) + " after a boot)"
            : current;
    return new HostnamePlan(new Change(wanted.key(), was, now, !fits));
  }
}
