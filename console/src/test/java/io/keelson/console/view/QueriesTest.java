package io.keelson.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueriesTest {

  @Test
  void addressSaysWhatWasAskedFor() {
    ListQuery query =
        ListQuery.of(
            words(
                Map.of(
                    "q", "a&b=<c>", "state", "error", "sort", "failed", "order", "desc", "page",
                    "3")));

    assertThat(query.self())
        .isEqualTo("/mykinds?q=a%26b%3D%3Cc%3E&state=error&sort=failed&order=desc&page=3");
    assertThat(query.by(Sort.FAILED)).endsWith("sort=failed");
    assertThat(query.by(Sort.NAME)).endsWith("sort=name");
    assertThat(query.order(Sort.FAILED)).isEqualTo("descending");
    assertThat(query.order(Sort.NAME)).isEqualTo("none");
    assertThat(ListQuery.of(words(Map.of())).self()).isEqualTo("/mykinds");
    assertThat(ListQuery.of(words(Map.of())).paging()).isEqualTo("/mykinds?");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,7", "0,1", "-1,1", "x,1", "'',1", "99999999999,1"})
  void pageIsANumberFromOne(String word, int page) {
    assertThat(ListQuery.page(word)).isEqualTo(page);
  }

  @Test
  void nodesThatNeedAPersonComeFirst() {
    List<NodeRow> nodes =
        List.of(
            node("node2", "True", false),
            node("node10", "False", false),
            node("node1", "True", true));

    assertThat(NodeQuery.of(words(Map.of())).of(nodes).rows())
        .extracting(NodeRow::name)
        .containsExactly("node10", "node1", "node2");
    assertThat(NodeQuery.of(words(Map.of("q", "NODE1"))).of(nodes).rows())
        .extracting(NodeRow::name)
        .containsExactly("node1", "node10");
    assertThat(NodeQuery.of(words(Map.of("state", "cordoned"))).of(nodes).rows())
        .extracting(NodeRow::name)
        .containsExactly("node1");
    assertThat(NodeQuery.of(words(Map.of("state", "notready"))).of(nodes).rows())
        .extracting(NodeRow::name)
        .containsExactly("node10");
    assertThat(NodeQuery.of(words(Map.of("q", "a b", "state", "ready"))).paging())
        .isEqualTo("/nodes?q=a+b&state=ready&");
  }

  private static NodeRow node(String name, String ready, boolean cordoned) {
    return NodeRow.of(
        Json.of(
            "{metadata: {name: %s}, spec: {unschedulable: %s}, status: {conditions: [{type: Ready, status: '%s'}]}}"
                .formatted(name, cordoned, ready)));
  }

  @ParameterizedTest
  @CsvSource({
    "10,10,0,0,GOOD:0:100",
    "10,5,5,0,GOOD:0:50 BAD:50:50",
    "10,0,0,0,BUSY:0:100",
    "5000,4999,1,0,GOOD:0:99 BAD:98:2",
    "0,0,0,0,''"
  })
  void barShowsEvenOneOfThousands(int target, int applied, int failed, int offline, String bar) {
    String shown =
        String.join(
            " ",
            new Counts(target, applied, failed, offline, 0)
                .bar().stream()
                    .map(piece -> piece.tone() + ":" + piece.from() + ":" + piece.width())
                    .toList());

    assertThat(shown).isEqualTo(bar);
  }

  private static UnaryOperator<String> words(Map<String, String> words) {
    return word -> words.getOrDefault(word, "");
  }
}
