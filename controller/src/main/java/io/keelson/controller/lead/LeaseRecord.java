package io.keelson.controller.lead;

/**
 * What the Lease says.
 *
 * @param holder who holds it; empty for nobody
 * @param transitions how often it was acquired; the epoch of its holder
 * @param stamp when it was acquired and renewed by the clock of whoever did it: only compared with
 *     itself, for clocks disagree
 * @param version of the object, for an update that must not overwrite another
 */
public record LeaseRecord(String holder, long transitions, String stamp, String version) {

  /** True while nobody has renewed or taken it; edits of labels do not count. */
  boolean saysTheSameAs(LeaseRecord other) {
    return holder.equals(other.holder)
        && transitions == other.transitions
        && stamp.equals(other.stamp);
  }
}
