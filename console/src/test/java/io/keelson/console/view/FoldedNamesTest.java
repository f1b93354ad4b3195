package io.keelson.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FoldedNamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "node1;node1;0",
        "node[1-2,5],master;node1 node2 node5 master;0",
        "n[08-11].example,n[1,3];n08.example n09.example n10.example n11.example n1 n3;0",
        "ip-10-0-0-[1-2].example and 12 more;ip-10-0-0-1.example ip-10-0-0-2.example;12",
        "17 nodes with other details;'';17",
        "1 node with other details;'';1",
        "n12345678901234567;n12345678901234567;0",
        "'';'';0",
      })
  void saysTheNamesAndCountsTheRest(String text, String names, int unnamed) {
    FoldedNames folded = new FoldedNames(text);
    List<String> expected = names.isEmpty() ? List.of() : List.of(names.split(" "));

    assertThat(folded.names()).containsExactlyElementsOf(expected);
    assertThat(folded.unnamed()).isEqualTo(unnamed);
    assertThat(folded.size()).isEqualTo(expected.size() + unnamed);
    assertThat(folded.isNamed()).isEqualTo(!expected.isEmpty());
    assertThat(expected).allMatch(folded::contains);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"node", "node3", "node01", "node10", "node1a", "anode1", "master1", "node[1-2,5]"})
  void holdsNoOtherName(String name) {
    assertThat(new FoldedNames("node[1-2,5],master").contains(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a[", "a]b[", "[,]", "a[1-]", "a[-1]", "a[9-1]", ",,", "a[1-9999999999]", "<b>"})
  void oddTextsAreNamesOrNothing(String text) {
    FoldedNames folded = new FoldedNames(text);

    assertThat(folded.names().size()).isLessThanOrEqualTo(1);
    assertThat(folded.unnamed()).isZero();
  }

  @Test
  void aClaimOfAThousandMillionNodesIsNotBelieved() {
    assertThat(new FoldedNames("a[0-999999999],b[0-999999999]").names()).isEmpty();
  }
}
