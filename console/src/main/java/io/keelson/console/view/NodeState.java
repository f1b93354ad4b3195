package io.keelson.console.view;

import java.util.Locale;
import java.util.Optional;

/** How a node stands in the cluster; what needs a person comes first. */
public enum NodeState {
  NOT_READY(Tone.BAD),
  /** The cluster has not heard of it for a while. */
  UNKNOWN(Tone.CAUTION),
  READY(Tone.GOOD);

  private final Tone tone;

  NodeState(Tone tone) {
    this.tone = tone;
  }

  public Tone tone() {
    return tone;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Of the word in a link. */
  public static Optional<NodeState> of(String word) {
    for (NodeState one : values()) {
      if (one.word().equals(word)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
