package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One MyKind with all that its own page tells. */
public record MyKindView(
    MyKindRow row, SpecView spec, List<ResultRow> results, List<ConditionRow> conditions) {

  public MyKindView {
    results = List.copyOf(results);
    conditions = List.copyOf(conditions);
  }

  /** Of any JSON. */
  public static MyKindView of(JsonNode myKind) {
    JsonNode status = myKind.path("status");
    return new MyKindView(
        MyKindRow.of(myKind),
        SpecView.of(myKind.path("spec")),
        ResultRow.all(status),
        ConditionRow.all(status));
  }

  /** True when some answer of it is from this node. */
  public boolean touches(String node) {
    return results.stream().anyMatch(result -> result.nodes().contains(node));
  }
}
