package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.keelson.api.Condition;
import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.ChangeRow;
import io.keelson.api.MyKindStatus.DriftRow;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.ProblemRow;
import io.keelson.api.MyKindStatus.Result;
import io.keelson.api.MyKindStatus.State;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import io.keelson.testing.kube.CommandResult;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a real API server, with the chart's CRD, lets through at kubectl apply and what it refuses.
 */
@ExtendWith(ApiServerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class CrdIT {

  private final ApiServer api;
  private final KubernetesClient client;

  CrdIT(ApiServer api) {
    this.api = api;
    this.client = Clients.of(api);
  }

  @AfterAll
  void close() {
    client.close();
  }

  static Stream<Row> refused() throws IOException {
    return rows("bad-mykinds.yaml").map(Row::of);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses(Row row) {
    assertThatThrownBy(() -> apply(row.spec))
        .hasMessageContaining(row.says)
        .satisfies(
            refusal ->
                assertThat(refusal.getMessage())
                    .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f]"));
  }

  static Stream<String> accepted() throws IOException {
    return rows("good-mykinds.yaml").map(row -> row.get("accepts").asText());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void accepts(String what) throws IOException {
    JsonNode spec =
        rows("good-mykinds.yaml")
            .filter(row -> row.get("accepts").asText().equals(what))
            .findFirst()
            .orElseThrow()
            .get("spec");

    assertThatCode(() -> apply(spec)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("S-17 S-23 F-14 F-26: names and values that are too long")
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> apply(sysctl("net." + "a".repeat(250), "1")))
        .hasMessageContaining("at most 253 characters");
    assertThatThrownBy(() -> apply(sysctl("vm.swappiness", "1".repeat(257))))
        .hasMessageContaining("one line of 1 to 256 characters");
    assertThatThrownBy(() -> apply(file("/etc/docker/" + "a".repeat(256), "x")))
        .hasMessageContaining("a Key of /v1/file is an absolute path");
    assertThatThrownBy(() -> apply(file("/etc" + "/aaaa".repeat(1000), "x")))
        .hasMessageContaining("may not be more than 1024");
    assertThatThrownBy(() -> apply(file("/etc/docker/x", "x".repeat(699_053))))
        .hasMessageContaining("may not be more than 699052");
  }

  @Test
  @DisplayName("S-33 C-07: too many parameters or workers")
  void refusesTooMany() {
    assertThatThrownBy(() -> apply(sysctls(10_000, "vm.a")))
        .hasMessageContaining("must have at most 256 items");
    List<Map<String, String>> workers =
        IntStream.range(0, 5_001).mapToObj(i -> Map.of("Name", "node" + i)).toList();
    assertThatThrownBy(
            () -> apply(Map.of("Workers", workers, "Http", http(sysctl("vm.swappiness", "1")))))
        .hasMessageContaining("must have at most 5000 items");
  }

  /** The rules cost the API server time, of which it allows each request only so much. */
  @Test
  void acceptsTheLargestThatTheLimitsAllow() {
    String longest = "net." + "a".repeat(245);

    assertThatCode(() -> apply(sysctls(256, longest))).doesNotThrowAnyException();
    assertThatCode(() -> apply(file("/etc" + "/aaaaaaaa".repeat(113), "x".repeat(524_288))))
        .doesNotThrowAnyException();
    List<Map<String, String>> workers =
        IntStream.range(0, 5_000)
            .mapToObj(i -> Map.of("Name", "node" + i + ".long-enough.example.internal"))
            .toList();
    assertThatCode(
            () -> apply(Map.of("Workers", workers, "Http", http(sysctl("vm.swappiness", "1")))))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("C-09: a status that a user writes is dropped")
  void keepsUsersOutOfTheStatus() {
    GenericKubernetesResource asked = myKind(sysctl("vm.swappiness", "1"));
    asked.setAdditionalProperty("status", Map.of("State", "SUCCESS"));

    GenericKubernetesResource stored = client.resource(asked).dryRun(true).create();

    assertThat(stored.getAdditionalProperties()).doesNotContainKey("status");
  }

  @Test
  @DisplayName("C-18: absent fields get the defaults that the documents give, and no others")
  void fillsInDefaults() {
    GenericKubernetesResource stored = apply(sysctl("vm.swappiness", "1"));

    assertThat(stored.<Object>get("spec"))
        .isEqualTo(
            Map.of(
                "DeletionPolicy",
                "Revert",
                "DryRun",
                false,
                "Paused",
                false,
                "Http",
                Map.of(
                    "Api",
                    "/v1/sysctl",
                    "Method",
                    "POST",
                    "TargetType",
                    "All",
                    "Parameters",
                    List.of(Map.of("Key", "vm.swappiness", "Value", "1")))));
  }

  @Test
  void kubectlAppliesEveryExample() {
    CommandResult result =
        api.kubectl("apply", "--dry-run=server", "-f", Checkout.path("examples").toString());

    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout().lines()).hasSizeGreaterThan(8);
  }

  @Test
  void kubectlShowsTheColumns() {
    api.apply(
            "{apiVersion: apps.mydomain.com/v1alpha1, kind: MyKind, metadata: {name: shown}, "
                + "spec: {Http: {Api: /v1/hostname, Method: GET}}}")
        .orThrow();
    try {
      assertThat(api.kubectl("get", "mk").orThrow().lines().findFirst().orElseThrow().split(" +"))
          .containsExactly(
              "NAME", "STATE", "API", "TARGETS", "APPLIED", "FAILED", "OFFLINE", "AGE");
      assertThat(api.kubectl("get", "mk", "-o", "wide").orThrow().lines().findFirst().orElseThrow())
          .containsPattern("OFFLINE +DRIFTED +AGE +MSG$");
    } finally {
      api.kubectl("delete", "mk", "shown").orThrow();
    }
  }

  @Test
  void takesEveryStatusThatTheRecordsCanSay() {
    GenericKubernetesResource stored =
        client.resource(myKind(sysctl("vm.swappiness", "1"))).create();
    try {
      for (String outcome :
          Crd.words("/properties/status/properties/Results/items/properties/Outcome/enum")) {
        GenericKubernetesResource reported = myKind(null);
        reported.setAdditionalProperties(Map.of("status", tree(status(outcome))));

        GenericKubernetesResource seen =
            client
                .resource(reported)
                .subresource("status")
                .patch(
                    new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("test")
                        .build(),
                    reported);

        assertThat(new YAMLMapper().convertValue(seen.<Object>get("status"), MyKindStatus.class))
            .isEqualTo(status(outcome));
      }
    } finally {
      client.resource(stored).delete();
    }
  }

  private static MyKindStatus status(String outcome) {
    return new MyKindStatus(
        State.ERROR,
        "1 of 3 nodes failed",
        1,
        new NodeCounts(3, 1, 1, 1, 1),
        List.of(
            new Result(
                "node[1-3]",
                outcome,
                List.of(new ChangeRow("vm.swappiness", "60", "1")),
                List.of(new ProblemRow("vm.swappiness", "SYSCTL_VALUE_REFUSED", "refused")),
                List.of(new DriftRow("vm.swappiness", "somebody else sets it")))),
        List.of(new Condition(Condition.READY, "False", 1, "2026-01-01T00:00:00Z", "Failed", "")));
  }

  private static JsonNode tree(Object value) {
    return new YAMLMapper().valueToTree(value);
  }

  /** As kubectl does it: fields that the schema does not know are an error. Nothing is stored. */
  private GenericKubernetesResource apply(Object spec) {
    return client
        .resource(myKind(spec))
        .dryRun(true)
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .create();
  }

  private static GenericKubernetesResource myKind(Object spec) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("apps.mydomain.com/v1alpha1")
        .withKind("MyKind")
        .withNewMetadata()
        .withName("tried")
        .withNamespace("default")
        .endMetadata()
        .withAdditionalProperties(Collections.singletonMap("spec", spec))
        .build();
  }

  private static Map<String, Object> sysctl(String key, String value) {
    return Map.of(
        "Http",
        Map.of("Api", "/v1/sysctl", "Parameters", List.of(Map.of("Key", key, "Value", value))));
  }

  private static Map<String, Object> sysctls(int count, String prefix) {
    List<Map<String, String>> parameters =
        IntStream.range(0, count)
            .mapToObj(i -> Map.of("Key", prefix + "%04d".formatted(i), "Value", "1".repeat(256)))
            .toList();
    return Map.of("Http", Map.of("Api", "/v1/sysctl", "Parameters", parameters));
  }

  private static Map<String, Object> file(String path, String content) {
    return Map.of(
        "Http",
        Map.of("Api", "/v1/file", "Parameters", List.of(Map.of("Key", path, "Value", content))));
  }

  private static Object http(Map<String, Object> spec) {
    return spec.get("Http");
  }

  private static Stream<JsonNode> rows(String name) throws IOException {
    JsonNode rows = new YAMLMapper().readTree(CrdIT.class.getResourceAsStream("/chart/" + name));
    return StreamSupport.stream(rows.spliterator(), false);
  }

  private record Row(String proves, String refuses, JsonNode spec, String says) {

    static Row of(JsonNode row) {
      return new Row(
          row.get("proves").asText(),
          row.get("refuses").asText(),
          row.get("spec"),
          row.get("says").asText());
    }

    @Override
    public String toString() {
      return (proves.isEmpty() ? "" : proves + ": ") + refuses;
    }
  }
}
