package io.keelson.console.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.model.AuditEntry;
import org.jspecify.annotations.Nullable;

/** Texts of the audit: bounded, visible, one line. Pure. */
final class AuditText {

  /** ASCII only: no reader of lines sees an end of line where there is none. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private AuditText() {}

  static AuditEntry.Words words(AuditRow row) {
    return new AuditEntry.Words(
        fit(row.who(), 80),
        fit(row.from().address(), 64),
        fit(row.from().requestId(), 80),
        fit(row.action(), 32),
        fit(row.what(), 400),
        row.before() == null ? null : fit(row.before(), 64),
        row.after() == null ? null : fit(row.after(), 64),
        fit(row.result(), 16),
        fit(row.detail(), 1000));
  }

  static AuditRow row(AuditEntry entry) {
    AuditEntry.Words words = entry.words();
    return new AuditRow(
        entry.id(),
        entry.happened(),
        words.who(),
        new From(words.address(), words.requestId()),
        words.action(),
        words.subject(),
        words.before(),
        words.after(),
        words.result(),
        words.detail());
  }

  static String json(AuditRow row) {
    ObjectNode json = MAPPER.createObjectNode();
    if (row.id() != null) {
      json.put("id", row.id());
    }
    json.put("at", row.at().toString());
    json.put("who", row.who());
    json.put("address", row.from().address());
    json.put("requestId", row.from().requestId());
    json.put("action", row.action());
    json.put("what", row.what());
    putSum(json, "before", row.before());
    putSum(json, "after", row.after());
    json.put("result", row.result());
    json.put("detail", row.detail());
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  private static void putSum(ObjectNode json, String name, @Nullable String sum) {
    if (sum != null) {
      json.put(name, sum);
    }
  }

  /** Shows what has no shape of its own as its number, and says where it is cut. */
  static String fit(String text, int most) {
    StringBuilder fit = new StringBuilder();
    int[] characters = text.codePoints().limit(most + 1L).toArray();
    for (int character : characters) {
      String shown =
          unfit(character) ? "\\u%04x".formatted(character) : Character.toString(character);
      if (fit.length() + shown.length() > most) {
        return fit.substring(0, Math.min(fit.length(), most - 1)).stripTrailing() + "…";
      }
      fit.append(shown);
    }
    return fit.toString();
  }

  private static boolean unfit(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
