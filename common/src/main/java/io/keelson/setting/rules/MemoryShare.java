package io.keelson.setting.rules;

/**
 * A bound that comes from the memory of the node.
 *
 * @param bound which end it is
 * @param percent of all memory
 * @param unit in which the key counts
 */
public record MemoryShare(Bound bound, int percent, Unit unit) {

  /** Which end of the values. */
  public enum Bound {
    AT_LEAST("at least"),
    AT_MOST("at most");

    private final String words;

    Bound(String words) {
      this.words = words;
    }

    /** As the table writes it. */
    public String words() {
      return words;
    }
  }

  /** In what a key counts memory. */
  public enum Unit {
    KILOBYTES("kB"),
    PAGES("pages"),
    HUGE_PAGES("huge pages"),
    ENTRIES("entries of 8 bytes");

    private final String words;

    Unit(String words) {
      this.words = words;
    }

    /** As the table writes it. */
    public String words() {
      return words;
    }
  }
}
