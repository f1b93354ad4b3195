package io.keelson.console.controller.look;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.keelson.console.service.Revision;
import io.keelson.console.view.MyKindRow;
import io.keelson.console.view.SpecDifference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The specs that a MyKind had, the latest first.
 *
 * @param path the MyKind's page
 */
public record HistoryPage(String namespace, String name, String path, List<Step> steps) {

  private static final JsonMapper MAPPER = new JsonMapper();

  /**
   * One of them.
   *
   * @param present whether it is the one that is there now
   * @param first whether nothing earlier is kept
   * @param lines what it changed of the one before
   */
  public record Step(
      String id,
      long generation,
      String author,
      Instant at,
      boolean present,
      boolean first,
      List<SpecDifference.Line> lines) {}

  /**
   * Made of what is kept.
   *
   * @param revisions the latest first
   */
  static HistoryPage of(MyKindRow row, List<Revision> revisions) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < revisions.size(); i++) {
      Revision one = revisions.get(i);
      boolean first = i == revisions.size() - 1;
      List<SpecDifference.Line> lines =
          first ? List.of() : SpecDifference.between(spec(revisions.get(i + 1)), spec(one));
      boolean present = one.generation() == row.generation();
      steps.add(
          new Step(
              one.id().toString(),
              one.generation(),
              one.author(),
              one.at(),
              present,
              first,
              lines));
    }
    return new HistoryPage(row.namespace(), row.name(), row.path(), List.copyOf(steps));
  }

  private static JsonNode spec(Revision revision) {
    try {
      return MAPPER.readTree(revision.specJson());
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }
}
