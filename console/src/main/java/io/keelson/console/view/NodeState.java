package io.keelson.console.view;

import java.util.Locale;
import java.util.Optional;

/** How a node stands in the cluster; what needs a person comes first. */
public enum NodeState {
  NOT_READY(Tone.BAD, "x"),
  /** The cluster has not heard of it for a while. */
  UNKNOWN(Tone.WARN, "offline"),
  READY(Tone.GOOD, "check");

  private final Tone tone;
  private final String icon;

  NodeState(Tone tone, String icon) {
    this.tone = tone;
    this.icon = icon;
  }

  /** Name of the symbol. */
  public String icon() {
    return icon;
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
