package io.keelson.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
