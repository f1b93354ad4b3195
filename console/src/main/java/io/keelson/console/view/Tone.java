package io.keelson.console.view;

import java.util.Locale;

/** How something is to be taken; a page gives each a colour, an icon and a word. */
public enum Tone {
  GOOD,
  BAD,
  WARN,
  BUSY,
  STILL;

  /** The word in class names. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Name of the symbol that goes with it. */
  public String icon() {
    return switch (this) {
      case GOOD -> "check";
      case BAD -> "x";
      case WARN -> "alert";
      case BUSY -> "clock";
      case STILL -> "info";
    };
  }

  /** Of the outcome's word in a status. */
  static Tone ofOutcome(String outcome) {
    return switch (outcome) {
      case "Applied", "Unchanged", "Reverted" -> GOOD;
      case "Refused", "Failed", "Conflict" -> BAD;
      case "Offline" -> WARN;
      default -> STILL;
    };
  }
}
