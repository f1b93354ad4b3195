package io.keelson.console.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FindingsTest {

  private static ObjectNode manifest(String spec) {
    ManifestYaml.Read read =
        ManifestYaml.read(
            "{apiVersion: apps.mydomain.com/v1alpha1, kind: MyKind,"
                + " metadata: {name: swap, namespace: default}, spec: "
                + spec
                + "}");
    assertThat(read).isInstanceOf(ManifestYaml.Read.Manifest.class);
    return ((ManifestYaml.Read.Manifest) read).object();
  }

  private static Findings sysctls(String parameters) {
    return Findings.of(manifest("{Http: {Api: /v1/sysctl, Parameters: [" + parameters + "]}}"));
  }

  @Test
  void findsNothingInWhatIsRight() {
    assertThat(sysctls("{Key: vm.swappiness, Value: \"10\"}").isEmpty()).isTrue();
    assertThat(
            Findings.of(
                    manifest(
                        "{Http: {Api: /v1/hostname, Parameters: [{Key: hostname, Value: \"h-${node.name}\"}]}}"))
                .isEmpty())
        .isTrue();
    assertThat(
            Findings.of(
                    manifest(
                        "{Http: {Api: /v1/file, Parameters: [{Key: /etc/keelson.d/a, ValueFrom: {SecretKeyRef: {Name: s, Key: k}}}]}}"))
                .isEmpty())
        .isTrue();
  }

  @Test
  void saysWhatIsWrongAtItsRow() {
    Findings findings =
        sysctls("{Key: vm.swappiness, Value: \"10\"}, {Key: no spaces, Value: \"1\"}");
    assertThat(findings.byRow()).containsOnlyKeys(1);
    assertThat(findings.row(1)).isNotEmpty();
    assertThat(findings.row(0)).isEmpty();
  }

  @Test
  void saysThatATemplateIsNone() {
    assertThat(sysctls("{Key: kernel.domainname, Value: \"${node.nmae}\"}").row(0)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"10", "true", "0644", "1e3"})
  void saysThatTextNeedsQuotes(String value) {
    assertThat(sysctls("{Key: vm.swappiness, Value: " + value + "}").row(0))
        .anyMatch(word -> word.startsWith("Value must be text"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{Http: {Api: /v1/sysctl, Parameters: []}, Nodes: 1} | change.found.unknown | Nodes",
        "{Http: {Api: /v1/sysctl, Parameters: [{Key: a, Valeu: x}]}} | change.found.unknown | Http.Parameters[0].Valeu",
        "{} | change.found.missing | Http",
        "{Http: {Api: /v1/file, Parameters: [{Key: /a, Value: x, Owner: abc}]}} | change.found.spec | Http.Parameters[0].Owner",
        "{Http: {Api: /v1/sysctl, Method: PUT, Parameters: []}} | change.found.spec | Http.Method",
        "{Http: {Api: /v1/dns, Parameters: []}} | change.found.api | /v1/dns",
        "{Workers: [{Name: NODE1}], Http: {Api: /v1/sysctl, Parameters: [{Key: vm.swappiness, Value: \"1\"}]}} | change.found.worker | NODE1",
      })
  void namesTheField(String spec, String key, String words) {
    assertThat(Findings.of(manifest(spec)).general()).contains(new Findings.Found(key, words));
  }

  @ParameterizedTest
  @CsvSource({
    "Swap, default, change.found.name",
    "'', default, change.found.name",
    "a..b, default, change.found.name",
    "swap, De, change.found.namespace",
    "swap, a.b, change.found.namespace",
    "keelson-preview-nora, default, change.found.previewname",
  })
  void checksNames(String name, String namespace, String key) {
    ObjectNode manifest =
        manifest("{Http: {Api: /v1/sysctl, Parameters: [{Key: vm.swappiness, Value: \"1\"}]}}");
    ((ObjectNode) manifest.get("metadata")).put("name", name).put("namespace", namespace);
    assertThat(Findings.of(manifest).general())
        .extracting(Findings.Found::key)
        .containsExactly(key);
  }

  @Test
  void tooManyAreRefused() {
    Draft draft =
        Draft.of(
            Map.of(
                "name", List.of("a"),
                "namespace", List.of("b"),
                "key", java.util.Collections.nCopies(3_000, "vm.swappiness"),
                "value", List.of("1")));
    assertThat(draft.rows()).hasSize(257);
    assertThat(Findings.of(Manifests.of(draft)).isEmpty()).isFalse();
  }

  @Test
  void putsWhatTheServerSaysBesideItsRow() {
    assertThat(Findings.rowOf("spec.Http.Parameters[2].Value")).hasValue(2);
    assertThat(Findings.rowOf("spec.Workers[2].Name")).isEmpty();
    assertThat(sysctls("{Key: a b, Value: \"1\"}").and(Map.of(0, List.of("more"))).row(0))
        .hasSize(2)
        .endsWith("more");
  }
}
