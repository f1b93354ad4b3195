package io.keelson.console.form;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads YAML that a person wrote: one MyKind, and nothing that means something else elsewhere. */
public final class ManifestYaml {

  private static final int LONGEST = 1_500_000;
  private static final int DEEPEST = 20;

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(YAMLFactory.builder().loaderOptions(limits()).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What came out of it. */
  public sealed interface Read {

    /** A manifest in form, whatever stands in its spec. */
    record Manifest(ObjectNode object) implements Read {}

    /**
     * Not one.
     *
     * @param key of the text that says why
     * @param detail in its place
     * @param line from 1; 0 when it is not known
     */
    record Wrong(String key, String detail, int line) implements Read {}
  }

  private ManifestYaml() {}

  private static LoaderOptions limits() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(DEEPEST);
    options.setCodePointLimit(LONGEST);
    return options;
  }

  public static Read read(String text) {
    JsonNode tree;
    try {
      int line = firstReference(text);
      if (line > 0) {
        return new Read.Wrong("change.yaml.reference", "", line);
      }
      tree = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      return new Read.Wrong(
          "change.yaml.syntax", firstLine(e.getOriginalMessage()), at == null ? 0 : at.getLineNr());
    } catch (IOException | RuntimeException tooMuch) {
      return new Read.Wrong("change.yaml.limit", "", 0);
    }
    if (!(tree instanceof ObjectNode object)) {
      return new Read.Wrong("change.yaml.object", "", 1);
    }
    return shape(object);
  }

  /**
   * The line of the first alias or tag; 0 when there is none. An alias would be read as the text of
   * its name, which is another thing than it is elsewhere.
   */
  private static int firstReference(String text) throws IOException {
    try (YAMLParser parser = MAPPER.getFactory().createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias() || parser.getTypeId() != null) {
          return parser.currentTokenLocation().getLineNr();
        }
      }
    }
    return 0;
  }

  private static Read shape(ObjectNode object) {
    if (!object.path("apiVersion").asText("").equals("apps.mydomain.com/v1alpha1")
        || !object.path("kind").asText("").equals("MyKind")) {
      return new Read.Wrong("change.yaml.kind", "", 1);
    }
    object.remove("status");
    if (object.path("metadata") instanceof ObjectNode meta) {
      // What kubectl get -o yaml shows and nobody writes.
      meta.remove(
          Set.of(
              "creationTimestamp",
              "generation",
              "resourceVersion",
              "uid",
              "managedFields",
              "finalizers",
              "selfLink",
              "ownerReferences",
              "deletionTimestamp",
              "deletionGracePeriodSeconds"));
    }
    String stranger = stranger(object, Set.of("apiVersion", "kind", "metadata", "spec"));
    if (stranger.isEmpty()) {
      stranger =
          stranger(object.path("metadata"), Set.of("name", "namespace", "labels", "annotations"));
    }
    if (!stranger.isEmpty()) {
      return new Read.Wrong("change.yaml.field", stranger, 0);
    }
    return object.path("spec").isObject()
        ? new Read.Manifest(object)
        : new Read.Wrong("change.yaml.spec", "", 0);
  }

  private static String stranger(JsonNode object, Set<String> known) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!known.contains(field.getKey())) {
        return field.getKey();
      }
    }
    return "";
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
