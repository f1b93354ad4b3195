package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.view.NodeRow;
import io.keelson.console.view.NodeState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeTableTest {

  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  private static NodeRow row(String cells) throws Exception {
    JsonNode row = KubeHttp.JSON.readTree("{\"cells\": " + cells + ", \"object\": null}");
    return NodeRow.of(NodeTable.node(row, NOW));
  }

  @Test
  void isWhatTheListOfObjectsWouldTell() throws Exception {
    NodeRow master =
        row(
            """
            ["master","Ready,SchedulingDisabled","control-plane,gateway","3d4h","v1.34.4","10.0.0.1",
             "<none>","Debian GNU/Linux 12","6.1.0","containerd://1.7"]
            """);

    assertThat(master.name()).isEqualTo("master");
    assertThat(master.state()).isEqualTo(NodeState.READY);
    assertThat(master.schedulable()).isFalse();
    assertThat(master.roles()).containsExactly("control-plane", "gateway");
    assertThat(master.isControlPlane()).isTrue();
    assertThat(master.address()).isEqualTo("10.0.0.1");
    assertThat(master.osImage()).isEqualTo("Debian GNU/Linux 12");
    assertThat(master.kernel()).isEqualTo("6.1.0");
    assertThat(master.kubelet()).isEqualTo("v1.34.4");
    assertThat(master.created()).isEqualTo(NOW.minus(Duration.ofHours(76)));
  }

  @ParameterizedTest
  @CsvSource({"NotReady, NOT_READY", "Unknown, UNKNOWN", "'', UNKNOWN", "Ready, READY"})
  void tellsTheState(String cell, NodeState state) throws Exception {
    assertThat(
            row("[\"n\",\""
                    + cell
                    + "\",\"<none>\",\"<unknown>\",\"v1\",\"<none>\",\"<none>\",\"\",\"\",\"\"]")
                .state())
        .isEqualTo(state);
  }

  @Test
  void whatIsNotThereIsEmpty() throws Exception {
    NodeRow bare = row("[\"n\"]");

    assertThat(bare.name()).isEqualTo("n");
    assertThat(bare.roles()).isEmpty();
    assertThat(bare.created()).isNull();
    assertThat(bare.schedulable()).isTrue();
  }
}
