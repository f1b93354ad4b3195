package io.keelson.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodesTest {

  private static final JsonNode NODE =
      Json.of(
          """
          metadata:
            name: node7
            creationTimestamp: "2026-12-01T08:00:00Z"
            labels: {node-role.kubernetes.io/control-plane: "", disk: ssd}
          spec: {unschedulable: true, taints: [{key: k, value: v, effect: NoSchedule}, {key: l, effect: NoExecute}]}
          status:
            addresses: [{type: Hostname, address: node7}, {type: InternalIP, address: 10.0.0.7}]
            capacity: {cpu: "4", memory: 16384Mi, pods: "110"}
            conditions:
              - {type: MemoryPressure, status: "False"}
              - {type: Ready, status: "True", lastTransitionTime: "2026-12-01T09:00:00Z"}
            nodeInfo: {osImage: Debian 13, kernelVersion: 6.12.0, kubeletVersion: v1.34.1, containerRuntimeVersion: containerd://2.1, architecture: amd64}
          """);

  @Test
  void rowTellsWhatTheListNeeds() {
    NodeRow row = NodeRow.of(NODE);

    assertThat(row.state()).isEqualTo(NodeState.READY);
    assertThat(row.schedulable()).isFalse();
    assertThat(row.roles()).containsExactly("control-plane");
    assertThat(row.isControlPlane()).isTrue();
    assertThat(row.address()).isEqualTo("10.0.0.7");
    assertThat(row.mentions("debian")).isTrue();
    assertThat(row.mentions("windows")).isFalse();
  }

  @Test
  void pageTellsWhoSetWhatOnIt() {
    MyKindView good = kind("good", "[{Nodes: 'node[1-9]', Outcome: Applied}]");
    MyKindView bad =
        kind(
            "bad",
            "[{Nodes: node8, Outcome: Applied}, {Nodes: node7, Outcome: Failed, Problems: [{Key: k}]}]");
    MyKindView other = kind("other", "[{Nodes: node70, Outcome: Applied}]");
    MyKindView untold = kind("untold", "[{Nodes: node1 and 3 more, Outcome: Applied}]");

    NodePage page = NodePage.of(NODE, List.of(good, bad, other, untold));

    assertThat(page.held()).extracting(held -> held.myKind().name()).containsExactly("bad", "good");
    assertThat(page.unnamed()).extracting(MyKindRow::name).containsExactly("untold");
    assertThat(page.taints()).containsExactly("k=v:NoSchedule", "l:NoExecute");
    assertThat(page.memoryText()).isEqualTo("16.0 GiB");
    assertThat(page.facts()).contains(new NodePage.Fact("kernel", "6.12.0"));
  }

  private static MyKindView kind(String name, String results) {
    return Json.myKind("default", name, "status: {State: SUCCESS, Results: " + results + "}");
  }

  @ParameterizedTest
  @CsvSource({"1Ki,1024", "3,3", "2G,2000000000", "x,0", "'',0", "-1Ki,0", "999999999999999Ti,0"})
  void quantitiesAreBytes(String quantity, long bytes) {
    assertThat(NodePage.bytes(quantity)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"'True',READY", "'False',NOT_READY", "Unknown,UNKNOWN", "'',UNKNOWN"})
  void readyIsAsTheClusterSays(String status, NodeState state) {
    assertThat(
            NodeRow.of(Json.of("status: {conditions: [{type: Ready, status: '" + status + "'}]}"))
                .state())
        .isEqualTo(state);
  }

  @Test
  void overviewPutsFailuresFirst() {
    MyKindView one = failing("one", 1);
    MyKindView three = failing("three", 3);
    MyKindView drifted =
        Json.myKind(
            "default",
            "drifted",
            "status: {State: SUCCESS, Nodes: {Drifted: 1}, Results: [{Nodes: node1, Drifted: [{Key: k, Message: m}]}],"
                + " conditions: [{type: Ready, lastTransitionTime: '2026-12-01T09:00:00Z'}]}");

    Overview overview =
        Overview.of(
            List.of(NodeRow.of(NODE), NodeRow.of(Json.of("{}"))), List.of(one, drifted, three));

    assertThat(overview.failures()).extracting(MyKindRow::name).containsExactly("three", "one");
    assertThat(overview.drifts()).extracting(line -> line.drift().key()).containsExactly("k");
    assertThat(overview.latest()).extracting(MyKindRow::name).containsExactly("drifted");
    assertThat(overview.count(NodeState.READY)).isEqualTo(1);
    assertThat(overview.count(NodeState.UNKNOWN)).isEqualTo(1);
    assertThat(overview.cordoned()).isEqualTo(1);
    assertThat(overview.count(MyKindState.ERROR)).isEqualTo(2);
    assertThat(overview.answers()).isEqualTo(new Counts(0, 0, 4, 0, 1));
  }

  private static MyKindView failing(String name, int failed) {
    return Json.myKind("default", name, "status: {State: ERROR, Nodes: {Failed: " + failed + "}}");
  }
}
