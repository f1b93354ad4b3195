package io.keelson.console.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** An object as YAML for people. For any thread. */
public final class YamlText {

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(Feature.WRITE_DOC_START_MARKER)
                  .disable(Feature.SPLIT_LINES)
                  .enable(Feature.LITERAL_BLOCK_STYLE)
                  .enable(Feature.MINIMIZE_QUOTES)
                  .enable(Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .enable(Feature.INDENT_ARRAYS_WITH_INDICATOR)
                  .build())
          .build();
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private YamlText() {}

  /** Without who manages which field, and without the copy that {@code kubectl apply} keeps. */
  public static String of(JsonNode object) {
    JsonNode shown = object.deepCopy();
    if (shown.path("metadata") instanceof ObjectNode meta) {
      meta.remove("managedFields");
      if (meta.path("annotations") instanceof ObjectNode annotations) {
        annotations.remove(LAST_APPLIED);
        if (annotations.isEmpty()) {
          meta.remove("annotations");
        }
      }
    }
    try {
      return MAPPER.writeValueAsString(shown);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON that cannot be written as YAML", e);
    }
  }
}
