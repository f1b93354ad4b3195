package io.keelson.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The CRD as it stands in the chart, without Helm: lines with template actions stand alone in it.
 */
final class Crd {

  private Crd() {}

  static String yaml() {
    try (var lines = Files.lines(Checkout.path("charts/keelson/templates/crds/mykinds.yaml"))) {
      return lines.filter(line -> !line.contains("{{")).collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode tree() {
    try {
      return new YAMLMapper().readTree(yaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of an enum or another list of the schema, by its JSON pointer. */
  static List<String> words(String pointer) {
    return StreamSupport.stream(schema().at(pointer).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** The schema of v1alpha1. */
  static JsonNode schema() {
    return tree().at("/spec/versions/0/schema/openAPIV3Schema");
  }
}
