package io.keelson.console.form;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestYamlTest {

  private static final String GOOD =
      """
      apiVersion: apps.mydomain.com/v1alpha1
      kind: MyKind
      metadata:
        name: swap
        namespace: default
        labels: {team: blue}
        resourceVersion: "12"
        uid: 1-2
        generation: 3
      spec:
        Http:
          Api: /v1/sysctl
          Parameters:
            - {Key: vm.swappiness, Value: "10"}
      status:
        State: SUCCESS
      """;

  private static ManifestYaml.Read.Wrong wrong(String text) {
    ManifestYaml.Read read = ManifestYaml.read(text);
    assertThat(read).as(text).isInstanceOf(ManifestYaml.Read.Wrong.class);
    return (ManifestYaml.Read.Wrong) read;
  }

  @Test
  void takesWhatKubectlShowsAndLeavesOutWhatNobodyWrites() {
    assertThat(ManifestYaml.read(GOOD))
        .isInstanceOfSatisfying(
            ManifestYaml.Read.Manifest.class,
            read ->
                assertThat(read.object().toString())
                    .isEqualTo(
                        "{\"apiVersion\":\"apps.mydomain.com/v1alpha1\",\"kind\":\"MyKind\","
                            + "\"metadata\":{\"name\":\"swap\",\"namespace\":\"default\","
                            + "\"labels\":{\"team\":\"blue\"}},\"spec\":{\"Http\":{\"Api\":"
                            + "\"/v1/sysctl\",\"Parameters\":[{\"Key\":\"vm.swappiness\","
                            + "\"Value\":\"10\"}]}}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "'kind: MyKind', 'kind: Pod', change.yaml.kind",
    "'apps.mydomain.com/v1alpha1', 'apps.mydomain.com/v1', change.yaml.kind",
    "'  name: swap', '  name: swap\n  nmae: x', change.yaml.field",
    "'status:', 'statsu:', change.yaml.field",
    "'spec:', 'spec: 1\nstatus:', change.yaml.syntax",
    "'  Http:', '  Http: {}\n  Http:', change.yaml.syntax",
    "'  name: swap', '  name: &n swap\n  labels: {a: *n}', change.yaml.reference",
    "'Value: \"10\"', 'Value: !!binary aGk=', change.yaml.reference",
    "'Value: \"10\"', 'Value: !foo x', change.yaml.reference",
    "'status:', '---\na:', change.yaml.syntax",
    "'{team: blue}', '{team: blue', change.yaml.syntax",
  })
  void refusesWithAReason(String good, String bad, String key) {
    assertThat(GOOD).contains(good);
    assertThat(wrong(GOOD.replace(good, bad)).key()).isEqualTo(key);
  }

  @Test
  void namesTheLine() {
    assertThat(wrong(GOOD.replace("{team: blue}", "{team: blue")).line()).isBetween(6, 8);
    assertThat(wrong(GOOD.replace("{team: blue}", "{team: *blue}")).line()).isEqualTo(6);
  }

  @Test
  void refusesWhatGrowsAndWhatIsHuge() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(wrong(bomb.toString()).key()).isEqualTo("change.yaml.reference");
    assertThat(wrong("a: " + "[".repeat(100_000)).key()).startsWith("change.yaml.");
    assertThat(wrong("a: \"" + "x".repeat(1_600_000) + "\"").detail()).contains("limit");
  }

  @ParameterizedTest
  @CsvSource({"''", "'[]'", "'just words'", "'# a comment'", "'~'", "'12'"})
  void refusesWhatIsNoObject(String text) {
    assertThat(wrong(text).key()).isEqualTo("change.yaml.object");
  }
}
