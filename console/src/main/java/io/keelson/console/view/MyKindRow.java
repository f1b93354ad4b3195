package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A MyKind as a list shows it.
 *
 * @param uid empty when it has none
 * @param stateText what the status says, as it stands there
 * @param observed whether the status speaks of the spec that is there now
 * @param changed when the status last changed its mind; absent when it never said anything
 */
public record MyKindRow(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    String api,
    String method,
    MyKindState state,
    String stateText,
    String message,
    Counts counts,
    @Nullable Instant created,
    @Nullable Instant changed,
    long generation,
    boolean observed,
    boolean dryRun,
    boolean paused) {

  /** Previews are MyKinds too, made by the console for a moment. */
  private static final String PREVIEW = "keelson-preview-";

  /** Of any JSON. */
  public static MyKindRow of(JsonNode myKind) {
    JsonNode meta = myKind.path("metadata");
    JsonNode spec = myKind.path("spec");
    JsonNode status = myKind.path("status");
    long generation = Fields.number(meta, "generation");
    boolean observed = Fields.number(status, "observedGeneration") >= generation;
    return new MyKindRow(
        Fields.text(meta, "namespace"),
        Fields.text(meta, "name"),
        Fields.text(meta, "uid"),
        Fields.text(meta, "resourceVersion"),
        Fields.text(spec.path("Http"), "Api"),
        Fields.text(spec.path("Http"), "Method"),
        MyKindState.of(myKind, observed),
        Fields.text(status, "State"),
        Fields.text(status, "Msg"),
        Counts.of(status),
        Fields.instant(meta, "creationTimestamp").orElse(null),
        changed(ConditionRow.all(status)),
        generation,
        observed,
        Fields.truth(spec, "DryRun"),
        Fields.truth(spec, "Paused"));
  }

  private static @Nullable Instant changed(List<ConditionRow> conditions) {
    return conditions.stream()
        .map(ConditionRow::since)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /** True for what the console made itself to look ahead: lists leave it out. */
  public boolean isPreview() {
    return name.startsWith(PREVIEW);
  }

  public boolean isDeleting() {
    return state == MyKindState.DELETING;
  }

  /** What stands for it in the page: letters, digits, "-", "_" and "." only. */
  public String id() {
    return "mk-" + (namespace + "_" + name).replaceAll("[^a-zA-Z0-9_.-]", "_");
  }

  /** The address of its page. */
  public String path() {
    return "/mykinds/" + encoded(namespace) + "/" + encoded(name);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  boolean mentions(String search) {
    String wanted = search.toLowerCase(Locale.ROOT);
    return (namespace + "/" + name).toLowerCase(Locale.ROOT).contains(wanted)
        || api.toLowerCase(Locale.ROOT).contains(wanted)
        || message.toLowerCase(Locale.ROOT).contains(wanted);
  }
}
