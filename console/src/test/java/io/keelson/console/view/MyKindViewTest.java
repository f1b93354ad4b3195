package io.keelson.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MyKindViewTest {

  private static final String WHOLE =
      """
      metadata:
        {namespace: default, name: forwarding, uid: u1, resourceVersion: "7", generation: 2,
         creationTimestamp: "2026-12-01T08:00:00Z"}
      spec:
        Workers: [{Name: node1}, {Name: node2}]
        NodeSelector:
          matchLabels: {disk: ssd}
          matchExpressions:
            - {key: zone, operator: In, values: [a, b]}
            - {key: old, operator: DoesNotExist}
        Http:
          Api: /v1/file
          TargetType: Worker
          Parameters:
            - {Key: /etc/motd, Value: hello, Mode: "0600", Owner: 0}
            - {Key: /etc/key, ValueFrom: {SecretKeyRef: {Name: s, Key: k}}}
        Paused: true
      status:
        State: ERROR
        Msg: 1 node applied, 1 failed
        observedGeneration: 2
        Nodes: {Target: 4, Applied: 1, Failed: 1, Offline: 1, Drifted: 1}
        Results:
          - {Nodes: node2, Outcome: Refused, Problems: [{Key: /etc/motd, Code: path_refused, Message: "no"}]}
          - Nodes: node1
            Outcome: Applied
            Changes: [{Key: /etc/motd, Now: sha256}, {Key: /etc/key, Was: a, Now: a}]
            Drifted: [{Key: /etc/motd, Message: somebody}]
          - {Nodes: 2 nodes with other details, Outcome: Offline}
        conditions:
          - {type: Ready, status: "False", lastTransitionTime: "2026-12-01T09:00:00Z", reason: Refused, message: m}
          - {type: Degraded, status: "True", lastTransitionTime: "2026-12-01T10:00:00Z", reason: Refused, message: m}
      """;

  private final MyKindView view = MyKindView.of(Json.of(WHOLE));

  @Test
  void rowTellsWhatTheListNeeds() {
    MyKindRow row = view.row();

    assertThat(row.namespace() + "/" + row.name()).isEqualTo("default/forwarding");
    assertThat(row.state()).isEqualTo(MyKindState.ERROR);
    assertThat(row.counts()).isEqualTo(new Counts(4, 1, 1, 1, 1));
    assertThat(row.counts().pending()).isEqualTo(1);
    assertThat(row.created()).isEqualTo(Instant.parse("2026-12-01T08:00:00Z"));
    assertThat(row.changed()).isEqualTo(Instant.parse("2026-12-01T10:00:00Z"));
    assertThat(row.paused()).isTrue();
    assertThat(row.observed()).isTrue();
  }

  @Test
  void specIsToldInParts() {
    SpecView spec = view.spec();

    assertThat(spec.workers()).containsExactly("node1", "node2");
    assertThat(spec.selector()).containsExactly("disk=ssd", "zone in (a, b)", "!old");
    assertThat(spec.method()).isEqualTo("POST");
    assertThat(spec.isEverywhere()).isFalse();
    assertThat(spec.parameters().get(0).extras()).containsExactly("Mode: 0600", "Owner: 0");
    assertThat(spec.parameters().get(1).extras()).containsExactly("Secret s/k");
  }

  @Test
  void resultsKeepChangesProblemsAndDrift() {
    assertThat(view.results())
        .extracting(ResultRow::word)
        .containsExactly("refused", "applied", "offline");
    ResultRow applied = view.results().get(1);
    assertThat(applied.changes()).extracting(ResultRow.Change::isMove).containsExactly(true, false);
    assertThat(applied.drifts()).containsExactly(new ResultRow.Drift("/etc/motd", "somebody"));
    assertThat(view.results().get(0).problems().get(0).code()).isEqualTo("path_refused");
  }

  @Test
  void perNodeIsSearchedAndTellsWhatTheStatusDoesNotName() {
    assertThat(PerNode.of(view.results(), "", 1).nodes().rows())
        .extracting(PerNode.Row::node)
        .containsExactly("node1", "node2");
    assertThat(PerNode.of(view.results(), "E2", 1).nodes().rows())
        .extracting(row -> row.result().outcome())
        .containsExactly("Refused");
    assertThat(PerNode.of(view.results(), "", 1).unnamed()).isEqualTo(2);
  }

  @Test
  void fiveThousandNodesComeInPages() {
    List<ResultRow> results =
        Json.myKind("a", "b", "status: {Results: [{Nodes: 'node[1-5000]', Outcome: Applied}]}")
            .results();

    Slice<PerNode.Row> page = PerNode.of(results, "", 2).nodes();

    assertThat(page.pages()).isEqualTo(100);
    assertThat(page.rows().getFirst().node()).isEqualTo("node51");
    assertThat(PerNode.of(results, "", 1_000_000).nodes().page()).isEqualTo(100);
    assertThat(PerNode.of(results, "", -3).nodes().first()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "status: {State: SUCCESS, observedGeneration: 3};SUCCESS",
        "status: {State: SUCCESS, observedGeneration: 2};RUNNING",
        "status: {State: ERROR, observedGeneration: 3};ERROR",
        "status: {State: RUNNING, observedGeneration: 3};RUNNING",
        "status: {State: BETTER, observedGeneration: 3};OTHER",
        "status: {};NEW",
      })
  void stateIsThatOfTheSpecThatIsThereNow(String status, MyKindState state) {
    assertThat(MyKindView.of(Json.of("metadata: {generation: 3}\n" + status)).row().state())
        .isEqualTo(state);
  }

  @Test
  void whatIsBeingDeletedSaysSo() {
    MyKindView gone =
        MyKindView.of(
            Json.of(
                "metadata: {deletionTimestamp: '2026-12-01T08:00:00Z'}\nstatus: {State: SUCCESS}"));

    assertThat(gone.row().isDeleting()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "text",
        "{metadata: 3, spec: [1], status: text}",
        "{metadata: {name: [a], generation: x}, spec: {Http: null, Workers: 7}}",
        "{spec: {Http: {Parameters: {a: b}}, Workers: [1, null, {Name: {}}], NodeSelector: [1]}}",
        "{spec: {Http: {Parameters: [null, 1, {Key: {}, Value: [1]}]}, NodeSelector: {matchLabels: [1]}}}",
        "{status: {Nodes: [], Results: {a: 1}, conditions: text, State: {}}}",
        "{status: {Nodes: {Target: -3, Applied: lots}, Results: [1, null, {Nodes: 4, Changes: x, Problems: [1]}]}}",
        "{status: {conditions: [null, {lastTransitionTime: yesterday}, {type: {}}]}}",
      })
  void oddShapesGiveEmptyParts(String odd) {
    MyKindView strange = MyKindView.of(Json.of(odd));

    assertThat(strange.row().counts().target()).isNotNegative();
    assertThat(PerNode.of(strange.results(), "", 1).nodes().total()).isLessThan(2);
    assertThat(YamlText.of(Json.of(odd))).isNotNull();
    assertThat(NodePage.of(Json.of(odd), List.of(strange)).held()).isEmpty();
    assertThat(EventRow.all(Json.of(odd))).isEmpty();
  }

  @Test
  void yamlLeavesOutWhatNobodyWrote() {
    String yaml =
        YamlText.of(
            Json.of(
                """
                metadata:
                  name: a
                  managedFields: [{manager: kubectl}]
                  annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}
                spec: {Value: "1", Text: "a\\nb\\n"}
                """));

    assertThat(yaml)
        .isEqualTo(
            """
            metadata:
              name: a
            spec:
              Value: "1"
              Text: |
                a
                b
            """);
  }
}
