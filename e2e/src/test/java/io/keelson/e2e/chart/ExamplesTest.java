package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.keelson.api.Http.Method;
import io.keelson.api.MyKindParameter;
import io.keelson.api.MyKindSpec;
import io.keelson.policy.Policy;
import io.keelson.policy.PolicyText;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example can be applied as it stands, together with all the others, under the chart's
 * default policy.
 */
class ExamplesTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Checkout.path("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void passesTheProgramsOwnCheck(Path example) throws IOException {
    MyKindSpec spec = spec(example);
    Api api = Api.ofPath(spec.http().api()).orElseThrow();

    if (spec.http().method() == Method.GET) {
      assertThat(ParameterCheck.checkKeys(api, onNode1(spec))).isEmpty();
    } else {
      assertThat(ParameterCheck.ofApply(api, onNode1(spec))).isInstanceOf(Checked.Valid.class);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isAllowedByTheChartsDefaultPolicy(Path example) throws IOException {
    byte[] text =
        JSON.writeValueAsBytes(YAML.readTree(read("charts/keelson/values.yaml")).get("policy"));
    MyKindSpec spec = spec(example);

    switch (PolicyText.read(text)) {
      case PolicyText.Outcome.Bad bad -> throw new AssertionError(bad.mistakes());
      case PolicyText.Outcome.Good good -> {
        if (spec.http().method() == Method.POST) {
          Api api = Api.ofPath(spec.http().api()).orElseThrow();
          Checked.Valid valid = (Checked.Valid) ParameterCheck.ofApply(api, onNode1(spec));
          assertThat(good.policy().check(valid.settings(), "default", Policy.ANY_NODE)).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void saysOnTopWhatItDoes(Path example) throws IOException {
    assertThat(Files.readString(example)).startsWith("# ");
  }

  @Test
  void noTwoExamplesSetTheSameKey() throws IOException {
    List<String> keys =
        examples()
            .map(ExamplesTest::spec)
            .filter(spec -> spec.http().method() == Method.POST)
            .flatMap(spec -> spec.http().parameters().stream())
            .map(MyKindParameter::key)
            .toList();

    assertThat(keys).hasSizeGreaterThan(8).doesNotHaveDuplicates();
  }

  @Test
  void theReadmeListsThemAll() throws IOException {
    String readme = read("examples/README.md");

    assertThat(examples())
        .allSatisfy(example -> assertThat(readme).contains("(" + example.getFileName() + ")"))
        .allSatisfy(
            example ->
                assertThat(readme)
                    .contains("`" + YAML.readTree(example.toFile()).at("/metadata/name").asText()));
  }

  private static MyKindSpec spec(Path example) {
    try {
      return YAML.treeToValue(YAML.readTree(example.toFile()).get("spec"), MyKindSpec.class);
    } catch (IOException e) {
      throw new IllegalArgumentException(example + " is no MyKind", e);
    }
  }

  private static List<Parameter> onNode1(MyKindSpec spec) {
    return spec.http().parameters().stream()
        .map(
            parameter ->
                parameter.withValue(
                    parameter.value() == null
                        ? null
                        : parameter.value().replace("${node.name}", "node1")))
        .toList();
  }

  private static String read(String path) throws IOException {
    return Files.readString(Checkout.path(path));
  }
}
