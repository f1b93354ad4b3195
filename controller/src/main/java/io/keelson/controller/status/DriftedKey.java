package io.keelson.controller.status;

import io.keelson.api.MyKindStatus.DriftRow;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import java.util.List;
import java.util.Objects;

/**
 * A key that others changed on a node after Keelson had set it.
 *
 * @param message why it is not set right; else who else might own it, empty when nobody is known
 * @param inherited whether it was so when we asked the node for the first time
 */
public record DriftedKey(String key, Fate fate, String message, boolean inherited) {

  /** What became of it. */
  public enum Fate {
    /** It was set right. */
    REPAIRED,
    /** It is left as others want it until the spec changes. */
    CONTESTED,
    /** It cannot be set right now; that is tried again. */
    STANDING
  }

  public DriftedKey {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(fate, "fate");
    Objects.requireNonNull(message, "message");
  }

  /** One that we have seen come. */
  public DriftedKey(String key, Fate fate, String message) {
    this(key, fate, message, false);
  }

  /** The same as people see it. */
  public DriftedKey asSeen() {
    return new DriftedKey(key, fate, message);
  }

  /** What came of it, when some of what was applied is otherwise by now: that is no success. */
  static Outcome over(Outcome answered, List<DriftedKey> drifts) {
    List<Problem> problems =
        drifts.stream().filter(one -> !one.isRepaired()).map(DriftedKey::problem).toList();
    return answered.isGood() && !problems.isEmpty() ? new Outcome.Failed(problems) : answered;
  }

  static List<DriftRow> rows(List<DriftedKey> drifts) {
    return drifts.stream()
        .filter(DriftedKey::isRepaired)
        .map(one -> new DriftRow(one.key, one.message))
        .toList();
  }

  private boolean isRepaired() {
    return fate == Fate.REPAIRED;
  }

  private Problem problem() {
    String code = fate == Fate.CONTESTED ? ProblemCode.CONTESTED : ProblemCode.NOT_REPAIRED;
    return new Problem(code, "", key, named());
  }

  /** For people; it names the key. */
  public String sentence() {
    return switch (fate) {
      case REPAIRED ->
          key + ": others changed it, it was set right" + (message.isEmpty() ? "" : "; " + message);
      case CONTESTED, STANDING -> named();
    };
  }

  private String named() {
    return message.startsWith(key) ? message : key + ": " + message;
  }
}
