package io.keelson.console.view;

import java.util.Locale;

/** How something is to be taken; a page gives each a colour, an icon and a word. */
public enum Tone {
  GOOD,
  BAD,
  CAUTION,
  BUSY,
  CALM;

  /** The word in class names. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of the outcome's word in a status. */
  static Tone ofOutcome(String outcome) {
    return switch (outcome) {
      case "Applied", "Unchanged", "Reverted" -> GOOD;
      case "Refused", "Failed", "Conflict" -> BAD;
      case "Offline" -> CAUTION;
      default -> CALM;
    };
  }
}
