package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/** Where a MyKind stands; what needs a person comes first. */
public enum MyKindState {
  ERROR(Tone.BAD, "alert"),
  /** Deleted, and its nodes have not all given back yet. */
  DELETING(Tone.BUSY, "trash"),
  /** The controller has not said anything about it yet. */
  NEW(Tone.BUSY, "clock"),
  RUNNING(Tone.BUSY, "clock"),
  /** A state that this console does not know. */
  OTHER(Tone.WARN, "info"),
  SUCCESS(Tone.GOOD, "check");

  private final Tone tone;
  private final String icon;

  MyKindState(Tone tone, String icon) {
    this.tone = tone;
    this.icon = icon;
  }

  /** Name of the symbol: a state is never told by colour alone. */
  public String icon() {
    return icon;
  }

  public Tone tone() {
    return tone;
  }

  /** The word in class names, links and text keys. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of the word in a link. */
  public static Optional<MyKindState> of(String word) {
    for (MyKindState one : values()) {
      if (one.word().equals(word)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /**
   * Of a MyKind.
   *
   * @param observed whether the status speaks of the spec that is there now; what does not is still
   *     under way
   */
  static MyKindState of(JsonNode myKind, boolean observed) {
    if (!Fields.text(myKind.path("metadata"), "deletionTimestamp").isEmpty()) {
      return DELETING;
    }
    String state = Fields.text(myKind.path("status"), "State");
    if (state.isEmpty()) {
      return NEW;
    }
    if (!observed) {
      return RUNNING;
    }
    return switch (state.toUpperCase(Locale.ROOT)) {
      case "SUCCESS" -> SUCCESS;
      case "ERROR" -> ERROR;
      case "RUNNING" -> RUNNING;
      default -> OTHER;
    };
  }
}
