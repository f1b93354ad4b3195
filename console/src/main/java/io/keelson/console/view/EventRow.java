package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One Event about an object; both forms that Kubernetes has had are read. */
public record EventRow(
    String type, String reason, String message, int times, @Nullable Instant last) {

  private static final int MOST = 50;

  /** Of a list of Events, latest first, at most 50. */
  public static List<EventRow> all(JsonNode list) {
    return Fields.each(list.path("items"), EventRow::of).stream()
        .sorted(
            Comparator.comparing(
                (EventRow row) -> row.last() == null ? Instant.EPOCH : row.last(),
                Comparator.reverseOrder()))
        .limit(MOST)
        .toList();
  }

  private static EventRow of(JsonNode event) {
    JsonNode series = event.path("series");
    Optional<Instant> last =
        Stream.of(
                Fields.instant(series, "lastObservedTime"),
                Fields.instant(event, "lastTimestamp"),
                Fields.instant(event, "eventTime"),
                Fields.instant(event, "firstTimestamp"),
                Fields.instant(event.path("metadata"), "creationTimestamp"))
            .flatMap(Optional::stream)
            .findFirst();
    String message = Fields.text(event, "message");
    return new EventRow(
        Fields.text(event, "type"),
        Fields.text(event, "reason"),
        message.isEmpty() ? Fields.text(event, "note") : message,
        Math.max(1, Math.max(Fields.count(event, "count"), Fields.count(series, "count"))),
        last.orElse(null));
  }

  public Tone tone() {
    return type.equals("Warning") ? Tone.WARN : Tone.STILL;
  }
}
