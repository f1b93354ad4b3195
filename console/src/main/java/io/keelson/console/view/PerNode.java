package io.keelson.console.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The answers of a MyKind node by node.
 *
 * @param search part of a name; empty: all
 * @param nodes those that a name was searched for
 * @param unnamed nodes that the status counts without naming them: it holds some 20 kinds of
 *     answers
 */
public record PerNode(String search, Slice<Row> nodes, int unnamed) {

  /** One node and what it answered. */
  public record Row(String node, ResultRow result) {}

  /**
   * @param search part of a name; empty: all
   * @param page from 1
   */
  public static PerNode of(List<ResultRow> results, String search, int page) {
    String wanted = search.toLowerCase(Locale.ROOT).strip();
    List<Row> rows = new ArrayList<>();
    int unnamed = 0;
    for (ResultRow result : results) {
      unnamed += result.nodes().unnamed();
      for (String name : result.nodes().names()) {
        if (name.contains(wanted)) {
          rows.add(new Row(name, result));
        }
      }
    }
    rows.sort(Comparator.comparing(Row::node, NaturalOrder.NAMES));
    return new PerNode(search.strip(), Slice.of(rows, page), unnamed);
  }

  /** The search as it stands in an address. */
  public String encoded() {
    return URLEncoder.encode(search, StandardCharsets.UTF_8);
  }
}
