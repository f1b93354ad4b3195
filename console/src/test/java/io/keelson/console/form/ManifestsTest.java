package io.keelson.console.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.view.YamlText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Between form, object and YAML nothing is lost, and where the form would lose it, it steps back.
 */
class ManifestsTest {

  private static ObjectNode yaml(String text) {
    ManifestYaml.Read read = ManifestYaml.read(text);
    assertThat(read).as(text).isInstanceOf(ManifestYaml.Read.Manifest.class);
    return ((ManifestYaml.Read.Manifest) read).object();
  }

  private static ObjectNode spec(String spec) {
    return yaml(
        "{apiVersion: apps.mydomain.com/v1alpha1, kind: MyKind,"
            + " metadata: {name: a, namespace: b}, spec: "
            + spec
            + "}");
  }

  private static ObjectNode file(String value) {
    ObjectNode manifest = spec("{Http: {Api: /v1/file, Parameters: [{Key: /etc/a, Value: x}]}}");
    ((ObjectNode) manifest.at("/spec/Http/Parameters/0")).put("Value", value);
    return manifest;
  }

  @Property(tries = 300)
  void aFormComesBackFromItsYaml(@ForAll("drafts") Draft draft) {
    ObjectNode manifest = Manifests.of(draft);
    ObjectNode read = yaml(YamlText.of(manifest));
    assertThat((JsonNode) read).isEqualTo(manifest);
    Manifests.draft(read).ifPresent(back -> assertThat(Manifests.of(back)).isEqualTo(manifest));
  }

  @Property(tries = 300)
  void whatTheFormShowsIsWhatThereIs(@ForAll("texts") String value) {
    ObjectNode manifest = file(value);
    Optional<Draft> draft = Manifests.draft(manifest);
    assertThat(draft.isPresent()).isEqualTo(value.indexOf('\r') < 0 && value.indexOf('\0') < 0);
    draft.ifPresent(form -> assertThat(form.rows().getFirst().value()).isEqualTo(value));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("ab0 \n\r\t\0'\"#:-{}[]&*!|>%@`~\u00e9\u4e16\u0085\u2028")
        .ofMaxLength(12);
  }

  @Provide
  Arbitrary<Draft> drafts() {
    Arbitrary<String> value =
        Arbitraries.strings().withChars("ab0 \n\t'\"#:-{}[]&*!|>%@`~\u00e9\u4e16").ofMaxLength(12);
    Arbitrary<Draft.Row> row =
        Combinators.combine(
                Arbitraries.of("/etc/a", "vm.swappiness", "yes", "012", "x y"),
                value,
                Arbitraries.of("", "0644", "rw"),
                Arbitraries.of("", "0", "12", "abc"),
                Arbitraries.of("", "Absent"),
                Arbitraries.of("", "ConfigMap", "Secret"))
            .as(
                (key, text, mode, owner, ensure, source) ->
                    new Draft.Row(key, text, mode, owner, owner, "", ensure, source, "cm", "on"));
    return Combinators.combine(
            Arbitraries.of(Draft.SYSCTL, Draft.FILE, Draft.HOSTNAME),
            Arbitraries.of("POST", "GET"),
            Arbitraries.of("", "node1", "node1\nnode2, node3"),
            Arbitraries.of("", "a=b", "a=b\nc", "disk=ssd x=yes"),
            Arbitraries.of("All", "Master", "Worker"),
            row.list().ofMaxSize(4),
            Arbitraries.of("Revert", "Keep"),
            Arbitraries.of(true, false))
        .as(
            (api, method, workers, labels, target, rows, policy, flag) ->
                new Draft(
                    "ns",
                    "name",
                    workers,
                    labels,
                    target,
                    api,
                    method,
                    "",
                    rows,
                    policy,
                    flag,
                    !flag,
                    "{\"labels\":{\"team\":\"on\"},\"annotations\":{\"n\":\"a\\nb\"}}"));
  }

  @Example
  void theFormStepsBackWhereItHasNoField() {
    for (String spec :
        List.of(
            "{Http: {Api: /v1/other, Parameters: []}}",
            "{Http: {Api: /v1/sysctl, Parameters: [{Key: a, Value: b, Mode: \"0644\"}]}}",
            "{Http: {Api: /v1/sysctl, Parameters: [{Key: a, Value: 10}]}}",
            "{Http: {Api: /v1/sysctl, Parameters: [{Key: a, Value: \"a\\nb\"}]}}",
            "{Http: {Api: /v1/hostname, Parameters: [{Key: hostname, Value: a}, {Key: hostname, Value: b}]}}",
            "{Http: {Api: /v1/sysctl, Method: GET, Parameters: [{Key: a, Value: b}]}}",
            "{Http: {Api: /v1/file, Parameters: [{Key: /a, Value: b, Owner: \"12\"}]}}",
            "{NodeSelector: {matchExpressions: [{key: a, operator: Exists}]}, Http: {Api: /v1/sysctl, Parameters: []}}",
            "{More: 1, Http: {Api: /v1/sysctl, Parameters: []}}")) {
      assertThat(Manifests.draft(spec(spec))).as(spec).isEmpty();
    }
  }

  @Example
  void theFormFitsWhatTheServerFillsIn() {
    ObjectNode full =
        spec(
            "{Workers: [], NodeSelector: {}, DeletionPolicy: Revert, DryRun: false, Paused: false,"
                + " Http: {Api: /v1/sysctl, Method: POST, TargetType: All, Port: 9443,"
                + " Parameters: [{Key: vm.swappiness, Value: \"10\"}]}}");
    ObjectNode brief =
        spec(
            "{Http: {Api: /v1/sysctl, Port: 9443, Parameters: [{Key: vm.swappiness, Value: \"10\"}]}}");
    assertThat(Manifests.draft(full).map(Manifests::of)).contains(brief);
    assertThat(Manifests.isSame(full, brief)).isTrue();
    ((ObjectNode) full.get("spec")).put("Paused", true);
    assertThat(Manifests.isSame(full, brief)).isFalse();
  }

  @Example
  void whatOthersWroteInTheMetadataStays() {
    ObjectNode present = file("x");
    ObjectNode meta = (ObjectNode) present.get("metadata");
    meta.put("resourceVersion", "7").putArray("finalizers").add("keelson.io/give-back");
    meta.putObject("labels").put("team", "blue");
    meta.putObject("annotations")
        .put("kubectl.kubernetes.io/last-applied-configuration", "{}")
        .put("note", "n");
    Draft draft = Manifests.draft(Manifests.of(present)).orElseThrow();
    assertThat(draft.metadata()).contains("team", "note").doesNotContain("kubectl");

    assertThat((JsonNode) Manifests.onto(present, Manifests.of(draft))).isEqualTo(present);
    ObjectNode bare = Manifests.of(draft);
    ((ObjectNode) bare.get("metadata")).remove(List.of("labels", "annotations"));
    JsonNode cleared = Manifests.onto(present, bare).path("metadata");
    assertThat(cleared.has("labels")).isFalse();
    assertThat(cleared.path("annotations").properties()).hasSize(1);
  }

  @Example
  void metadataThatABrowserMadeUpIsLeftOut() {
    for (String metadata : List.of("[", "[]", "{\"finalizers\":[]}", "{\"name\":\"other\"}")) {
      Draft draft =
          Draft.of(
              Map.of(
                  "name", List.of("a"), "namespace", List.of("b"), "metadata", List.of(metadata)));
      assertThat(Manifests.of(draft).path("metadata").toString())
          .isEqualTo("{\"name\":\"a\",\"namespace\":\"b\"}");
    }
  }

  @Example
  void readsTheFieldsOfTheForm() {
    Draft draft =
        Draft.of(
            Map.of(
                "name", List.of(" a "),
                "api", List.of(Draft.FILE),
                "key", List.of("/a", "/b"),
                "value", List.of("1\r\n2\r\n"),
                "ensure", List.of("", "Absent"),
                "paused", List.of("on")));
    assertThat(draft.name()).isEqualTo("a");
    assertThat(draft.rows()).hasSize(2);
    assertThat(draft.rows().getFirst().value()).isEqualTo("1\n2\n");
    assertThat(draft.paused()).isTrue();
    assertThat(Manifests.of(draft).at("/spec/Http/Parameters").toString())
        .isEqualTo(
            "[{\"Key\":\"/a\",\"Value\":\"1\\n2\\n\"},{\"Key\":\"/b\",\"Ensure\":\"Absent\"}]");
  }

  @Example
  void rowsComeAndGo() {
    Draft draft = Draft.empty("a");
    assertThat(draft.withRow().rows()).hasSize(2);
    assertThat(draft.withoutRow(0).rows()).containsExactly(Draft.Row.EMPTY);
    assertThat(draft.withoutRow(9_999).rows()).hasSize(1);
    Draft many = draft.with(java.util.Collections.nCopies(256, Draft.Row.EMPTY));
    assertThat(many.withRow().rows()).hasSize(256);
  }
}
