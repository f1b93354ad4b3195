package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads JSON whose shape nobody vouches for. */
final class Fields {

  private Fields() {}

  /** The field as text; a number or boolean as it is written, anything else empty. */
  static String text(JsonNode object, String field) {
    return object.path(field).asText("");
  }

  static long number(JsonNode object, String field) {
    return object.path(field).asLong(0);
  }

  /** A count: never below zero. */
  static int count(JsonNode object, String field) {
    return Math.max(0, object.path(field).asInt(0));
  }

  static boolean truth(JsonNode object, String field) {
    return object.path(field).asBoolean(false);
  }

  static Optional<Instant> instant(JsonNode object, String field) {
    return instant(text(object, field));
  }

  /** RFC 3339, as Kubernetes writes times; anything else is no time. */
  static Optional<Instant> instant(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /** What each element gives; nothing for what is no array. */
  static <T> List<T> each(JsonNode array, Function<JsonNode, T> function) {
    List<T> all = new ArrayList<>();
    if (array.isArray()) {
      array.forEach(one -> all.add(function.apply(one)));
    }
    return List.copyOf(all);
  }

  /** The fields of an object as texts, by name; nothing for what is no object. */
  static SortedMap<String, String> texts(JsonNode object) {
    SortedMap<String, String> all = new TreeMap<>();
    for (Map.Entry<String, JsonNode> one : object.properties()) {
      all.put(one.getKey(), one.getValue().asText(""));
    }
    return all;
  }
}
