package io.keelson.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListsTest {

  private static final List<MyKindView> ALL =
      List.of(
          kind("default", "a10", "/v1/sysctl", "SUCCESS", 0, "node[1-3]"),
          kind("default", "a9", "/v1/file", "ERROR", 2, "node[2-3]"),
          kind("team", "b", "/v1/sysctl", "RUNNING", 0, "node9"),
          kind("team", "c", "/v1/hostname", "ERROR", 7, "other"));

  private static MyKindView kind(
      String namespace, String name, String api, String state, int failed, String nodes) {
    return Json.myKind(
        namespace,
        name,
        "spec: {Http: {Api: %s}, Paused: %s}\n".formatted(api, name.equals("b"))
            + "status: {State: %s, Msg: Says %s, Nodes: {Failed: %d}, Results: [{Nodes: '%s', Outcome: Applied}]}"
                .formatted(state, state, failed, nodes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "||||| a10 a9 b c",
        "A1||||| a10",
        "team/||||| b c",
        "says error||||| a9 c",
        "|team|||| b c",
        "||error||| a9 c",
        "||paused||| b",
        "||nonsense|||''",
        "|||/v1/sysctl|| a10 b",
        "||||node2| a10 a9",
        "||||node| ''",
        "|default|error||node3| a9",
      })
  void filterShowsWhatFitsAll(
      String search, String namespace, String state, String api, String node, String names) {
    Filter filter = new Filter(or(search), or(namespace), or(state), or(api), or(node));

    assertThat(ALL.stream().filter(filter::shows).map(view -> view.row().name()))
        .containsExactlyElementsOf(or(names).isEmpty() ? List.of() : List.of(or(names).split(" ")));
  }

  private static String or(String text) {
    return text == null ? "" : text;
  }

  @ParameterizedTest
  @CsvSource({
    "name,false,a9 a10 b c",
    "name,true,c b a10 a9",
    "failed,true,c a9 a10 b",
    "state,false,a9 c b a10",
    "api,false,a9 c a10 b",
    "no such,false,a9 c b a10",
  })
  void sortsAsPeopleCount(String word, boolean descending, String names) {
    assertThat(
            ALL.stream()
                .map(MyKindView::row)
                .sorted(Sort.of(word).order(descending))
                .map(MyKindRow::name))
        .containsExactly(names.split(" "));
  }

  @Test
  void previewsAreTold() {
    assertThat(Json.myKind("a", "keelson-preview-eve", "").row().isPreview()).isTrue();
    assertThat(Json.myKind("a", "keelson", "").row().isPreview()).isFalse();
  }

  @Test
  void eventsOfBothFormsComeLatestFirst() {
    List<EventRow> rows =
        EventRow.all(
            Json.of(
                """
                items:
                  - {type: Normal, reason: Applied, message: old, lastTimestamp: "2026-12-01T08:00:00Z", count: 3}
                  - {type: Warning, reason: Failed, note: new, eventTime: "2026-12-01T09:00:00.123456Z"}
                """));

    assertThat(rows).extracting(EventRow::message).containsExactly("new", "old");
    assertThat(rows).extracting(EventRow::times).containsExactly(1, 3);
  }

  @Test
  void specsDifferFieldByField() {
    assertThat(
            SpecDifference.between(
                Json.of(
                    "{Workers: [{Name: a}], Http: {Parameters: [{Key: x, Value: '1'}, {Key: y, Value: '2'}]}}"),
                Json.of(
                    "{Http: {Parameters: [{Key: y, Value: '3'}, {Key: x, Value: '1'}]}, Paused: true}")))
        .containsExactly(
            new SpecDifference.Line("Http.Parameters[y].Value", "2", "3"),
            new SpecDifference.Line("Paused", null, "true"),
            new SpecDifference.Line("Workers[a].Name", "a", null));
  }
}
