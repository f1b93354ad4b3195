package io.keelson.controller.trust;

import java.util.Optional;
import java.util.stream.Stream;

/** How far the replacement of one authority by another has come. */
public enum Phase {
  /** There is one authority. */
  STABLE("Stable"),
  /** Everybody learns to believe the next one; the current one signs. */
  TRUST_BOTH("TrustBoth"),
  /** Both are believed, the next one signs. */
  ISSUE_NEW("IssueNew"),
  /** Everybody learns to believe the next one only. */
  DROP_OLD("DropOld");

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  /** As it is recorded and shown. */
  public String word() {
    return word;
  }

  static Optional<Phase> ofWord(String word) {
    return Stream.of(values()).filter(phase -> phase.word.equals(word)).findFirst();
  }
}
