package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How two specs differ, field by field; entries of lists are told apart by their Key or Name. */
public final class SpecDifference {

  /**
   * One field that differs.
   *
   * @param was absent when it was not there
   * @param now absent when it is not there any more
   */
  public record Line(String path, @Nullable String was, @Nullable String now) {}

  private SpecDifference() {}

  public static List<Line> between(JsonNode was, JsonNode now) {
    SortedMap<String, String> before = new TreeMap<>(NaturalOrder.NAMES);
    SortedMap<String, String> after = new TreeMap<>(NaturalOrder.NAMES);
    flatten("", was, before);
    flatten("", now, after);
    SortedMap<String, Boolean> paths = new TreeMap<>(NaturalOrder.NAMES);
    before.keySet().forEach(path -> paths.put(path, true));
    after.keySet().forEach(path -> paths.put(path, true));
    List<Line> lines = new ArrayList<>();
    for (String path : paths.keySet()) {
      if (!Objects.equals(before.get(path), after.get(path))) {
        lines.add(new Line(path, before.get(path), after.get(path)));
      }
    }
    return lines;
  }

  private static void flatten(String path, JsonNode value, Map<String, String> into) {
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> one : value.properties()) {
        flatten(path.isEmpty() ? one.getKey() : path + "." + one.getKey(), one.getValue(), into);
      }
    } else if (value.isArray()) {
      int index = 0;
      for (JsonNode one : value) {
        flatten(path + "[" + named(one, index++) + "]", one, into);
      }
    } else if (!value.isMissingNode() && !value.isNull()) {
      into.put(path, value.asText(""));
    }
  }

  private static String named(JsonNode entry, int index) {
    for (String field : List.of("Key", "Name", "key")) {
      String name = Fields.text(entry, field);
      if (!name.isEmpty()) {
        return name;
      }
    }
    return Integer.toString(index);
  }
}
