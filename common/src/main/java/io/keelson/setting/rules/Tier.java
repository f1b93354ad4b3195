package io.keelson.setting.rules;

/** How much it takes to allow a value, beyond an entry of the policy that matches the key. */
public enum Tier {
  /** Nothing allows it. */
  NEVER("never"),
  /** Nothing allows it, and it may not even be read: whoever reads a status would see it. */
  SECRET("secret"),
  /** An action and no state, which nothing allows either. */
  ACTION("action"),
  /** The policy must name the key itself, without a {@code *}. */
  BY_NAME("by name"),
  /** The policy must name the key itself, and this value among its values. */
  BY_VALUE("by value"),
  /** The policy must name the key itself and accept that it cannot be taken back. */
  IRREVERSIBLE("irreversible");

  private final String word;

  Tier(String word) {
    this.word = word;
  }

  /** As the table writes it. */
  String word() {
    return word;
  }

  /** Whether no policy can lift it. */
  public boolean isFinal() {
    return this == NEVER || this == SECRET || this == ACTION;
  }
}
