package io.keelson.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.stream.Collectors;

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

  /** The schema of v1alpha1. */
  static JsonNode schema() {
    return tree().at("/spec/versions/0/schema/openAPIV3Schema");
  }
}
