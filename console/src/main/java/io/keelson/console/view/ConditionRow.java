package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One condition; {@code since} is when its status last changed. */
public record ConditionRow(
    String type, String status, String reason, String message, @Nullable Instant since) {

  static List<ConditionRow> all(JsonNode status) {
    return Fields.each(status.path("conditions"), ConditionRow::of);
  }

  private static ConditionRow of(JsonNode condition) {
    return new ConditionRow(
        Fields.text(condition, "type"),
        Fields.text(condition, "status"),
        Fields.text(condition, "reason"),
        Fields.text(condition, "message"),
        Fields.instant(condition, "lastTransitionTime").orElse(null));
  }

  /** Good or bad by what the type means: most are good when True. */
  public Tone tone() {
    boolean badWhenTrue =
        type.equals("Degraded") || type.endsWith("Pressure") || type.equals("NetworkUnavailable");
    if (type.equals("Progressing")) {
      return status.equals("True") ? Tone.BUSY : Tone.STILL;
    }
    return switch (status) {
      case "True" -> badWhenTrue ? Tone.BAD : Tone.GOOD;
      case "False" -> badWhenTrue ? Tone.GOOD : Tone.WARN;
      default -> Tone.WARN;
    };
  }
}
