package io.keelson.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindStatus.ChangeRow;
import io.keelson.api.MyKindStatus.DriftRow;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.ProblemRow;
import io.keelson.api.MyKindStatus.Result;
import io.keelson.api.MyKindStatus.State;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class MyKindStatusTest {

  @Test
  void isEqualToWhatIsReadBackAlsoWhereEmptyTextsAreLeftOut() {
    MyKindStatus status =
        new MyKindStatus(
            State.ERROR,
            "1 failed",
            3,
            new NodeCounts(2, 1, 1, 0, 1),
            List.of(
                new Result(
                    "node1",
                    "Read",
                    List.of(new ChangeRow("vm.a", "", "1")),
                    List.of(),
                    List.of(new DriftRow("vm.a", ""))),
                new Result(
                    "node2",
                    "Failed",
                    List.of(),
                    List.of(new ProblemRow("", "X", "no")),
                    List.of())),
            List.of(new Condition("Ready", "False", 3, "2026-01-01T00:00:00Z", "Failed", "no")));

    assertThat(Json.read(Json.write(status), MyKindStatus.class))
        .isEqualTo(new Decoded.Value<>(status));
  }
}
