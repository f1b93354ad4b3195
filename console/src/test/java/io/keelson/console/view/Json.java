package io.keelson.console.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** JSON for tests, written as YAML. */
final class Json {

  private static final YAMLMapper MAPPER = new YAMLMapper();

  private Json() {}

  static JsonNode of(String yaml) {
    try {
      return MAPPER.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }

  static MyKindView myKind(String namespace, String name, String rest) {
    return MyKindView.of(
        of("metadata: {namespace: " + namespace + ", name: " + name + "}\n" + rest));
  }
}
