package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.api.MyKindSpec;
import io.keelson.api.MyKindStatus;
import io.keelson.setting.Api;
import io.keelson.setting.Content;
import io.keelson.setting.ParameterCheck;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Holds the CRD's schema and the programs' records together. */
class CrdTest {

  private static final JsonNode SPEC = Crd.schema().at("/properties/spec");
  private static final JsonNode STATUS = Crd.schema().at("/properties/status");

  @Test
  void specAndRecordsHaveTheSameFieldsTypesAndWords() {
    assertThat(differences("spec", MyKindSpec.class, SPEC)).isEmpty();
  }

  @Test
  void statusAndRecordsHaveTheSameFieldsTypesAndWords() {
    assertThat(differences("status", MyKindStatus.class, STATUS)).isEmpty();
  }

  @Test
  void fieldsThatARecordCannotDoWithoutAreRequired() {
    assertThat(words(Crd.schema().at("/required"))).containsExactly("spec");
    assertThat(words(SPEC.at("/required"))).containsExactly("Http");
    assertThat(words(SPEC.at("/properties/Http/required"))).containsExactly("Api");
    assertThat(words(parameter().at("/required"))).containsExactly("Key");
    assertThat(words(SPEC.at("/properties/Workers/items/required"))).containsExactly("Name");
  }

  @Test
  void absentFieldsMeanTheSameToTheApiServerAsToTheRecords() {
    assertThat(SPEC.at("/properties/Http/properties/Method/default").asText()).isEqualTo("POST");
    assertThat(SPEC.at("/properties/Http/properties/TargetType/default").asText()).isEqualTo("All");
    assertThat(SPEC.at("/properties/DeletionPolicy/default").asText()).isEqualTo("Revert");
    assertThat(SPEC.at("/properties/DryRun/default").asBoolean(true)).isFalse();
    assertThat(SPEC.at("/properties/Paused/default").asBoolean(true)).isFalse();
    assertThat(SPEC.findParents("default")).hasSize(5);
  }

  @Test
  void limitsAreThoseOfTheCheck() {
    JsonNode parameters = SPEC.at("/properties/Http/properties/Parameters");

    assertThat(parameters.get("maxItems").asInt()).isEqualTo(ParameterCheck.MOST_PARAMETERS);
    assertThat(parameter().at("/properties/Value/maxLength").asInt())
        .isEqualTo(Base64.getEncoder().encode(new byte[Content.LARGEST]).length);
    assertThat(words(SPEC.at("/properties/Http/properties/Api/enum")))
        .containsExactlyElementsOf(Stream.of(Api.values()).map(Api::path).toList());
  }

  @Test
  void outcomesAreTheWordsOfTheDocuments() throws IOException {
    String document = Files.readString(Checkout.path("docs/api.md"));

    assertThat(Crd.words("/properties/status/properties/Results/items/properties/Outcome/enum"))
        .hasSize(10)
        .allSatisfy(word -> assertThat(document).contains("| " + word + " | "));
  }

  @Test
  void aKeyAndAWorkerAreNamedOnce() {
    JsonNode parameters = SPEC.at("/properties/Http/properties/Parameters");
    JsonNode workers = SPEC.at("/properties/Workers");

    assertThat(parameters.at("/x-kubernetes-list-type").asText()).isEqualTo("map");
    assertThat(words(parameters.at("/x-kubernetes-list-map-keys"))).containsExactly("Key");
    assertThat(workers.at("/x-kubernetes-list-type").asText()).isEqualTo("map");
    assertThat(words(workers.at("/x-kubernetes-list-map-keys"))).containsExactly("Name");
  }

  @Test
  void everyFieldIsExplained() {
    assertThat(unexplained("spec", SPEC)).isEmpty();
    assertThat(unexplained("status", STATUS)).isEmpty();
  }

  @Test
  void nothingUnknownIsKept() {
    assertThat(Crd.yaml()).doesNotContain("preserve-unknown");
    assertThat(Crd.schema().findParents("additionalProperties"))
        .allSatisfy(map -> assertThat(map.at("/additionalProperties/type").asText()).isNotEmpty());
  }

  @Test
  void everyRuleSaysWhatWouldBeRight() {
    assertThat(Crd.schema().findValues("x-kubernetes-validations"))
        .isNotEmpty()
        .allSatisfy(
            rules ->
                assertThat(rules)
                    .allSatisfy(rule -> assertThat(rule.path("message").asText()).isNotEmpty()));
  }

  @Test
  void kubectlShowsTheColumnsOfTheDesign() {
    assertThat(Crd.tree().at("/spec/versions/0/additionalPrinterColumns"))
        .extracting(column -> column.get("name").asText())
        .containsExactly(
            "STATE", "API", "TARGETS", "APPLIED", "FAILED", "OFFLINE", "DRIFTED", "AGE", "MSG");
    assertThat(Crd.tree().at("/spec/versions/0/additionalPrinterColumns"))
        .filteredOn(column -> column.path("priority").asInt() > 0)
        .extracting(column -> column.get("name").asText())
        .containsExactly("DRIFTED", "MSG");
  }

  private static JsonNode parameter() {
    return SPEC.at("/properties/Http/properties/Parameters/items");
  }

  private static List<String> differences(String path, Type type, JsonNode schema) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == Map.class
          ? differences(path + ".*", last, schema.path("additionalProperties"))
          : differences(path + "[]", last, schema.path("items"));
    }
    Class<?> given = (Class<?>) type;
    if (given.isRecord()) {
      return recordDifferences(path, given, schema);
    }
    if (given.isEnum()) {
      return same(path, constants(given), new TreeSet<>(words(schema.path("enum"))));
    }
    return same(path, Set.of(jsonType(given)), Set.of(schema.path("type").asText()));
  }

  private static List<String> recordDifferences(String path, Class<?> given, JsonNode schema) {
    Set<String> declared = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(declared::add);
    Set<String> names = new TreeSet<>();
    List<String> found = new ArrayList<>();
    for (RecordComponent component : given.getRecordComponents()) {
      String name = component.getAccessor().getAnnotation(JsonProperty.class).value();
      names.add(name);
      if (declared.contains(name)) {
        found.addAll(
            differences(
                path + "." + name,
                component.getGenericType(),
                schema.path("properties").path(name)));
      }
    }
    found.addAll(same(path, names, declared));
    return found;
  }

  private static List<String> same(String path, Set<String> ofRecord, Set<String> ofSchema) {
    return ofRecord.equals(ofSchema)
        ? List.of()
        : List.of(path + ": records have " + ofRecord + ", the schema has " + ofSchema);
  }

  private static Set<String> constants(Class<?> given) {
    Set<String> words = new TreeSet<>();
    Arrays.stream(given.getFields())
        .filter(field -> field.isEnumConstant())
        .forEach(
            field -> {
              JsonProperty property = field.getAnnotation(JsonProperty.class);
              words.add(property == null ? field.getName() : property.value());
            });
    return words;
  }

  private static String jsonType(Class<?> given) {
    if (given == String.class) {
      return "string";
    }
    return given == Boolean.class || given == boolean.class ? "boolean" : "integer";
  }

  private static List<String> unexplained(String path, JsonNode schema) {
    List<String> found = new ArrayList<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String name = path + "." + field.getKey();
              if (field.getValue().path("description").asText().isBlank()) {
                found.add(name);
              }
              found.addAll(unexplained(name, field.getValue()));
              found.addAll(unexplained(name + "[]", field.getValue().path("items")));
            });
    return found;
  }

  private static List<String> words(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
