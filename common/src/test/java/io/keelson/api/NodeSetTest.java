package io.keelson.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NodeSetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "node1;node1",
        "node2 node1 master;node[1-2],master",
        "node1 node2 node3 node5;node[1-3,5]",
        "node1 node3;node[1,3]",
        "n01 n02 n10;n[01-02],n10",
        "ip-10-0-0-1.example ip-10-0-0-2.example;ip-10-0-0-[1-2].example",
        "b a;a,b",
        "n1234567890123456789;n1234567890123456789",
      })
  void foldsByTheLastNumber(String names, String folded) {
    assertThat(NodeSet.of(List.of(names.split(" ")))).isEqualTo(folded);
  }

  @Test
  void fiveThousandNodesAreShort() {
    assertThat(NodeSet.of(IntStream.rangeClosed(1, 5000).mapToObj(i -> "node" + i).toList()))
        .isEqualTo("node[1-5000]");
  }

  @Test
  void namesWithoutOrderAreCutAndCounted() {
    String folded =
        NodeSet.of(Stream.generate(() -> "n" + UUID.randomUUID() + "x").limit(5000).toList());

    assertThat(folded).hasSizeLessThan(1100).matches(".* and [0-9]+ more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "node1;node1",
        "node[1-2],master;node1 node2 master",
        "node[1-3,5];node1 node2 node3 node5",
        "n[01-02],n10;n01 n02 n10",
        "ip-10-0-0-[9-10].example,a;ip-10-0-0-9.example ip-10-0-0-10.example a",
      })
  void isReadBack(String folded, String names) {
    assertThat(NodeSet.expand(folded)).hasValue(new NodeSet.Expanded(List.of(names.split(" ")), 0));
  }

  @Test
  void saysHowManyWereLeftOut() {
    List<String> names = Stream.generate(() -> "x" + UUID.randomUUID() + "-z").limit(400).toList();
    NodeSet.Expanded read = NodeSet.expand(NodeSet.of(names)).orElseThrow();

    assertThat(names).containsAll(read.names());
    assertThat(read.names().size() + read.more()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"node[1-", "node[]", ",", "a,,b", "node[2-x]", "node[1-999999999]", "a]b", "[["})
  void whatItDoesNotMakeIsNotRead(String text) {
    assertThat(NodeSet.expand(text)).isEmpty();
  }
}
