package io.keelson.controller.plan;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.NodeSelector.Operator;
import io.keelson.testing.MyKinds;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TargetsTest {

  static Stream<Arguments> table() {
    return Stream.of(
        Arguments.of(all(), List.of("master", "node1", "node2"), List.of()),
        Arguments.of(all().onNodes("node1", "node9"), List.of("node1"), List.of("node9")),
        Arguments.of(all().onlyMasters(), List.of("master"), List.of()),
        Arguments.of(all().onlyWorkers(), List.of("node1", "node2"), List.of()),
        Arguments.of(all().onNodes("node1").onlyMasters(), List.of(), List.of()),
        Arguments.of(all().whereLabel("zone", "a"), List.of("node1"), List.of()),
        Arguments.of(
            all().where("zone", Operator.IN, "a", "b"), List.of("node1", "node2"), List.of()),
        Arguments.of(
            all().where("zone", Operator.NOT_IN, "a"), List.of("master", "node2"), List.of()),
        Arguments.of(all().where("zone", Operator.EXISTS), List.of("node1", "node2"), List.of()),
        Arguments.of(all().where("zone", Operator.DOES_NOT_EXIST), List.of("master"), List.of()),
        Arguments.of(
            all().onNodes("node1", "node2").whereLabel("zone", "b"), List.of("node2"), List.of()));
  }

  private static MyKinds all() {
    return aMyKind().sysctl("vm.swappiness", "1");
  }

  @ParameterizedTest
  @MethodSource("table")
  void narrowsWorkersBySelectorAndType(MyKinds built, List<String> nodes, List<String> unknown) {
    var declared = (Declaration.Valid) Given.declared("a", 0, built);
    World world =
        Given.world(
            Stream.of(
                Given.master("master"),
                Given.node("node1", "zone", "a"),
                Given.node("node2", "zone", "b")),
            declared);

    Targets targets = world.targetsOf(declared.selection());

    assertThat(targets.nodes()).containsExactlyElementsOf(nodes);
    assertThat(targets.unknown()).containsExactlyElementsOf(unknown);
  }
}
